"""A media worker as a process of its own, and the questions the web asks it."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import redis

from beterdichtbij.launching.settings import ROOT
from video.media_client import MediaClient
from video.placement import Worker

PATIENCE = 20.0


class Process:
    """One worker, from its announcement to its end."""

    def __init__(self, *arguments: str, redis_url: str = "") -> None:
        port = free_udp_port()
        self.redis_url = redis_url or os.environ["REDIS_URL"]
        command = [sys.executable, "-m", "video.media", "--port", str(port), *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"REDIS_URL": self.redis_url})
        # By its port, because who comes and goes meanwhile is announced for a second longer.
        self.id = until(lambda: announced_at(port, self.redis_url))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)

    def forget(self) -> None:
        """Take away what it announced last, which would stay for a second."""
        with redis.Redis.from_url(self.redis_url) as client:
            client.delete(f"media:worker:{self.id}")


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as taken:
        taken.bind(("::1", 0))
        return int(taken.getsockname()[1])


def announced_at(port: int, redis_url: str) -> str | None:
    """The id of the worker at this port, once it says that it is there."""
    with redis.Redis.from_url(redis_url) as client:
        for key in client.scan_iter("media:worker:*"):
            said = client.get(key)
            if said and orjson.loads(said)["port"] == port:
                return str(key.decode().rpartition(":")[2])
    return None


def live() -> list[Worker]:
    return now(lambda client: client.workers())


def ask(room: str, do: str, **fields: Any) -> dict[str, Any]:
    return now(lambda client: client.ask(room, do, **fields))


def now(doing: Callable[[MediaClient], Any]) -> Any:
    """Run something of the client in a loop of its own: a browser's may be in this thread already."""

    async def run() -> Any:
        client = MediaClient(os.environ["REDIS_URL"])
        try:
            return await doing(client)
        finally:
            await client.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()


def until(look: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Look until something is there."""
    ends = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.05)
    return found
