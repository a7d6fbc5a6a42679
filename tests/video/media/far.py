"""A browser behind a bad line: between it and the worker stands a relay that loses packets."""

from __future__ import annotations

import contextlib
import random
import re
import select
import socket
import threading
import time
from typing import Any

from tests.video.media.calls import Caller
from tests.video.media.workers import ask


class BadLine(threading.Thread):
    """One UDP port in front of the worker, for one browser."""

    def __init__(self, worker: int, loss: float) -> None:
        super().__init__(daemon=True)
        self.loss, self.dark_until, self.is_over = loss, 0.0, False
        self.front, self.back = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self.front.bind(("127.0.0.1", 0))
        self.back.connect(("127.0.0.1", worker))
        self.port = self.front.getsockname()[1]
        self.chance = random.Random(7)
        self.browser: tuple[str, int] | None = None

    def run(self) -> None:
        while not self.is_over:
            for ready in select.select([self.front, self.back], [], [], 0.1)[0]:
                # Refused when the worker behind this line is gone, and that may be all there was to read.
                with contextlib.suppress(ConnectionRefusedError, BlockingIOError):
                    self._pass(ready)
        self.front.close()
        self.back.close()

    def _pass(self, ready: socket.socket) -> None:
        data, sender = ready.recvfrom(4096, socket.MSG_DONTWAIT)
        if ready is self.front:
            self.browser = sender
        if time.monotonic() < self.dark_until or self.chance.random() < self.loss:
            return
        if ready is self.front:
            self.back.send(data)
        elif self.browser:
            self.front.sendto(data, self.browser)

    def stop(self) -> None:
        self.is_over = True
        self.join()


def through(lines: dict[int, BadLine], answer: str, loss: float = 0.0) -> str:
    """The answer of a worker, with the address of the line of one browser in place of its own."""
    worker = int(re.search(r"udp \d+ 127.0.0.1 (\d+) typ host", answer)[1])
    if worker not in lines:
        lines[worker] = BadLine(worker, loss)
        lines[worker].start()
    return re.sub(r"(udp \d+ 127.0.0.1) \d+ typ", rf"\1 {lines[worker].port} typ", answer)


class Far(Caller):
    """A browser behind a bad line."""

    loss = 0.0

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.lines: dict[int, BadLine] = {}

    def join(self, offer: str) -> dict:
        answer = ask(self.room, "join", peer=self.peer, offer=offer, until=time.time() + 600)
        self.page.evaluate("sdp => call.take(sdp)", through(self.lines, answer["answer"], self.loss))
        return answer

    def close(self) -> None:
        super().close()
        for line in self.lines.values():
            line.stop()
