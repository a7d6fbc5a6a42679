"""A receiver of text messages on this machine, of the kind that sends once for each reference it is given."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """What it was asked to send: when, first time and again, by reference."""

    def __init__(self) -> None:
        self.sent: dict[str, tuple[float, str]] = {}
        self.again = 0
        self.lock = threading.Lock()
        self.port = 0

    def take(self, reference: str, to: str) -> None:
        with self.lock:
            if reference in self.sent:
                self.again += 1
            else:
                self.sent[reference] = (time.time(), to)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/send/{{to}}?:reference={{reference}}"


@contextmanager
def gateway() -> Iterator[Gateway]:
    """Listen on loopback until the block ends."""
    known = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known.take(asked["reference"], self.path.rpartition("/")[2])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
