"""Serve the product: python -m beterdichtbij.launching.serve [SOCKET SHARES NUMBER].

The launcher passes the socket it opened and keeps it too, so a web process that is killed costs its visitors
a wait and no refusal; with it the memory in which its processes divide what comes (`shares`), and which of
them this is. Where there are as many as processors, each keeps to one. Without them the process listens on
HOST and PORT itself.
"""

from __future__ import annotations

import gc
import os
import socket
import sys

import uvicorn

from beterdichtbij.launching.front_door import listen
from beterdichtbij.launching.settings import LaunchSettings
from beterdichtbij.launching.shares import Server, Shares

LARGEST_FRAME = 64 * 1024
# New objects before the collector looks; by default it looks for cycles several times in one request. A look
# stops everything in the process: 25 to 140 ms after 50,000 objects, mostly 2 to 12 after these.
COLLECT_AFTER = 4_000


def main() -> None:
    inherited = [int(each) for each in sys.argv[1:]]
    if inherited:
        door, descriptor, number = inherited
        shares = Shares(descriptor, number)
        keep_to_one_processor(number, of=shares.processes)
    config = uvicorn.Config(
        "beterdichtbij.asgi:application",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ws_max_size=LARGEST_FRAME,
        # Compression costs 34 KB for each open socket.
        ws_per_message_deflate=False,
    )
    config.load()
    # What was loaded stays: the collector need not look at it again.
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 10, 50)
    if inherited:
        Server(config, shares).run(sockets=[socket.socket(fileno=door)])
    else:
        settings = LaunchSettings.read()
        uvicorn.Server(config).run(sockets=[listen(settings.host, settings.port)])


def keep_to_one_processor(number: int, *, of: int) -> None:
    """Where there are as many web processes as processors: each has the one at its place.

    Threads of one interpreter never run at the same time: on a second processor they find cold caches, and
    the other web process. With processors to spare the kernel knows better which are free. To be called
    before there are other threads, which would stay where they are.
    """
    processors = sorted(os.sched_getaffinity(0))
    if of >= len(processors):
        os.sched_setaffinity(0, {processors[number % len(processors)]})


if __name__ == "__main__":
    main()
