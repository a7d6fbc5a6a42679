"""A browser behind a bad line: between it and the worker stands a relay that loses packets."""

from __future__ import annotations

import random
import re
import select
import socket
import threading
import time

from tests.video.media.calls import Caller
from tests.video.media.workers import ask


class BadLine(threading.Thread):
    """One UDP port in front of the worker, for one browser."""

    def __init__(self, worker: int, loss: float) -> None:
        super().__init__(daemon=True)
        self.loss, self.is_dark, self.is_over = loss, False, False
        self.front, self.back = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self.front.bind(("127.0.0.1", 0))
        self.back.connect(("127.0.0.1", worker))
        self.port = self.front.getsockname()[1]
        self.chance = random.Random(7)

    def run(self) -> None:
        browser = None
        while not self.is_over:
            for ready in select.select([self.front, self.back], [], [], 0.1)[0]:
                data, sender = ready.recvfrom(4096)
                browser = sender if ready is self.front else browser
                if self.is_dark or self.chance.random() < self.loss:
                    continue
                if ready is self.front:
                    self.back.send(data)
                elif browser:
                    self.front.sendto(data, browser)
        self.front.close()
        self.back.close()


class Far(Caller):
    """A browser behind a bad line."""

    line: BadLine | None = None
    loss = 0.0

    def join(self, offer: str) -> dict:
        answer = ask(self.room, "join", peer=self.peer, offer=offer, until=time.time() + 600)
        worker = int(re.search(r"udp \d+ 127.0.0.1 (\d+) typ host", answer["answer"])[1])
        if self.line is None:
            self.line = BadLine(worker, self.loss)
            self.line.start()
        there = re.sub(r"(udp \d+ 127.0.0.1) \d+ typ", rf"\1 {self.line.port} typ", answer["answer"])
        self.page.evaluate("sdp => call.take(sdp)", there)
        return answer

    def close(self) -> None:
        super().close()
        if self.line is not None:
            self.line.is_over = True
            self.line.join()
