"""Serve the product on a socket somebody else opened: python -m beterdichtbij.launching.serve DESCRIPTOR.

The launcher keeps the socket, so a web process that is killed costs its visitors a wait and no refusal.
"""

from __future__ import annotations

import socket
import sys

import uvicorn

LARGEST_FRAME = 64 * 1024


def main() -> None:
    listener = socket.socket(fileno=int(sys.argv[1]))
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
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
