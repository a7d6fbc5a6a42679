"""Serve the product: python -m beterdichtbij.launching.serve [SOCKET NUMBER SHARES…].

The launcher passes the socket it opened and keeps it too, so a web process that is killed costs its visitors
a wait and no refusal; with it which of the web processes this is, and what they divide what is asked with
(`shares`). Where there are as many as processors, each keeps to one. Without them the process listens on HOST
and PORT itself.
"""

from __future__ import annotations

import gc
import os
import resource
import socket
import sys

import uvicorn

from beterdichtbij.launching.front_door import listen
from beterdichtbij.launching.server import Server
from beterdichtbij.launching.settings import LaunchSettings
from beterdichtbij.launching.shares import Shares

LARGEST_FRAME = 64 * 1024
# New objects before the collector looks; by default it looks for cycles several times in one request. A look
# stops everything in the process: 25 to 140 ms after 50,000 objects, mostly 2 to 12 after these.
COLLECT_AFTER = 4_000


def main() -> None:
    open_as_many_files_as_allowed()
    inherited = [int(each) for each in sys.argv[1:]]
    if inherited:
        door, number, *descriptors = inherited
        shares = Shares(number, descriptors)
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


def open_as_many_files_as_allowed() -> None:
    """Each visitor is one; a shell allows 1,024 until it is asked for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


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
