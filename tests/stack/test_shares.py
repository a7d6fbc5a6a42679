"""Web processes that share a port divide its connections, and none of them is waited for in vain."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection

import pytest

from beterdichtbij.launching.front_door import listen
from beterdichtbij.launching.shares import open_shares

LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)


@dataclass
class Port:
    """A port with two processes behind it, and the connections that were opened to them."""

    listener: socket.socket
    webs: list[subprocess.Popen[bytes]]
    visitors: list[HTTPConnection] = field(default_factory=list)

    def visit(self) -> HTTPConnection:
        visitor = HTTPConnection("127.0.0.1", self.listener.getsockname()[1], timeout=20)
        self.visitors.append(visitor)
        return visitor

    def leave(self) -> None:
        for visitor in self.visitors:
            visitor.close()


@pytest.fixture
def port() -> Iterator[Port]:
    listener = listen("127.0.0.1", 0)
    door, shares = listener.fileno(), open_shares(2)
    webs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.stack.who_answers", str(door), str(shares), str(number)],
            pass_fds=(door, shares),
        )
        for number in range(2)
    ]
    port = Port(listener, webs)
    while len({ask(port.visit()) for _ in range(6)}) < 2:  # until both have started
        port.leave()
    port.leave()
    while os.pread(shares, 16, 0) != bytes(16):  # until both know that these are gone
        time.sleep(0.02)
    yield port
    port.leave()
    for web in webs:
        web.kill()
        web.wait()
    listener.close()


def ask(visitor: HTTPConnection) -> int:
    visitor.request("GET", "/")
    return int(visitor.getresponse().read())


def test_each_process_has_its_half_of_what_stays_open(port):
    visitors = [port.visit() for _ in range(40)]
    answered = [ask(visitor) for visitor in visitors]

    halves = Counter(answered)
    assert set(halves) == {web.pid for web in port.webs}
    assert max(halves.values()) <= 21
    assert [ask(visitor) for visitor in visitors] == answered


def test_what_one_process_leaves_to_another_that_is_gone_it_takes_itself(port):
    here, gone = port.webs
    seats = [ask(port.visit()) for _ in range(10)]
    gone.kill()
    gone.wait()
    assert seats.count(gone.pid) < 10
    assert [ask(port.visit()) for _ in range(20)] == [here.pid] * 20


def test_who_may_open_no_more_files_takes_what_waits_as_soon_as_it_may(port):
    for web in port.webs:
        last = max(int(each) for each in os.listdir(f"/proc/{web.pid}/fd"))
        resource.prlimit(web.pid, resource.RLIMIT_NOFILE, (last + 1, LIMIT[1]))
    visitors = [port.visit() for _ in range(4)]
    for visitor in visitors:
        visitor.request("GET", "/")
    time.sleep(0.5)  # in which they fail, pause and fail again
    for web in port.webs:
        resource.prlimit(web.pid, resource.RLIMIT_NOFILE, LIMIT)
    assert {int(visitor.getresponse().read()) for visitor in visitors} <= {web.pid for web in port.webs}
