"""A web process that answers with its number: python -m tests.stack.who_answers SILENT SOCKET NUMBER SHARES….

It answers /at-once without reading what else is sent, and ends when it is asked for /end.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

import uvicorn

from beterdichtbij.launching.server import Server
from beterdichtbij.launching.shares import Shares

ME = str(os.getpid()).encode()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": ME.decode()})
        await receive()
        return
    if scope["path"] == "/end":
        os._exit(1)
    while scope["path"] != "/at-once" and (await receive())["more_body"]:
        pass
    headers = [(b"content-length", str(len(ME)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ME})


if __name__ == "__main__":
    silent, door, number, *ends = (int(each) for each in sys.argv[1:])
    shares = Shares(number, ends, silent)
    config = uvicorn.Config(application, log_level="warning", lifespan="off", timeout_keep_alive=60)
    Server(config, shares).run(sockets=[socket.socket(fileno=door)])
