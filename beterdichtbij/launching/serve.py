"""Serve the product: python -m beterdichtbij.launching.serve [DESCRIPTOR].

The launcher passes the socket it opened and keeps it too, so a web process that is killed costs its visitors
a wait and no refusal. Without one the process listens on HOST and PORT itself.
"""

from __future__ import annotations

import gc
import socket
import sys

import uvicorn

from beterdichtbij.launching.front_door import listen
from beterdichtbij.launching.settings import LaunchSettings

LARGEST_FRAME = 64 * 1024
# New objects before the collector looks; by default it looks for cycles several times in one request. A look
# stops everything in the process: 25 to 140 ms after 50,000 objects, mostly 2 to 12 after these.
COLLECT_AFTER = 4_000


def main() -> None:
    inherited = sys.argv[1:]
    settings = LaunchSettings.read()
    listener = socket.socket(fileno=int(inherited[0])) if inherited else listen(settings.host, settings.port)
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
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
