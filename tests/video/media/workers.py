"""A media worker as a process of its own, and the questions the web asks it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import redis

from beterdichtbij.launching.settings import ROOT
from video.media_client import MediaClient
from video.placement import Worker

PATIENCE = 20.0


class Process:
    """One worker, from its announcement to its end."""

    def __init__(self, *arguments: str) -> None:
        before = {worker.id for worker in now(lambda client: client.workers())}
        command = [sys.executable, "-m", "video.media", *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ)
        self.id = until(lambda: next(iter({worker.id for worker in live()} - before), None))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)

    def forget(self) -> None:
        """Take away what it announced last, which would stay for a second."""
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
            client.delete(f"media:worker:{self.id}")


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
