"""A web process that answers with its number: python -m tests.stack.who_answers SOCKET SHARES NUMBER."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

import uvicorn

from beterdichtbij.launching.shares import Server, Shares


async def application(scope: Any, receive: Any, send: Any) -> None:
    body = str(os.getpid()).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    door, shares, number = (int(each) for each in sys.argv[1:])
    config = uvicorn.Config(application, log_level="warning", lifespan="off")
    Server(config, Shares(shares, number)).run(sockets=[socket.socket(fileno=door)])
