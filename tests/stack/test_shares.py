"""Web processes that share a port divide what is asked, and none of them is waited for in vain."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection, parse_headers
from typing import BinaryIO

import pytest
from websockets.sync.client import connect

from beterdichtbij.launching.front_door import listen
from beterdichtbij.launching.shares import LARGEST, Shares, open_shares
from tests.product import wait_for

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Port:
    """A port with two processes behind it, and the connections that were opened to them."""

    def __init__(self, silent: int) -> None:
        self.silent = silent
        self.listener = listen("127.0.0.1", 0)
        self.number = self.listener.getsockname()[1]
        self.shares = open_shares(2)
        self.webs = [self.start(number) for number in range(2)]
        self.visitors: list[HTTPConnection] = []
        self.unfinished = Counter[int]()

    def start(self, number: int) -> subprocess.Popen[bytes]:
        passed = (self.listener.fileno(), *self.shares)
        told = [str(each) for each in (self.silent, passed[0], number, *self.shares)]
        return subprocess.Popen([sys.executable, "-m", "tests.stack.who_answers", *told], pass_fds=passed)

    def visit(self) -> HTTPConnection:
        visitor = HTTPConnection("127.0.0.1", self.number, timeout=20)
        visitor.connect()
        self.visitors.append(visitor)
        return visitor

    def visit_to(self, web: subprocess.Popen[bytes]) -> HTTPConnection:
        """A visitor who is served by that one."""
        while ask(visitor := self.visit()) != web.pid:
            pass
        return visitor

    def busy(self, web: subprocess.Popen[bytes]) -> HTTPConnection:
        """A visitor of that one who does not finish their question."""
        visitor, unfinished = self.visit_to(web), self.unfinished[web.pid]
        wait_for(lambda: self.told(web)[0] == unfinished)
        visitor.putrequest("POST", "/")
        visitor.putheader("Content-Length", "1")
        visitor.endheaders()
        wait_for(lambda: self.told(web)[0] == unfinished + 1)
        self.unfinished[web.pid] += 1
        return visitor

    def told(self, web: subprocess.Popen[bytes]) -> tuple[int, float]:
        """How many it has to answer, and when it last said that it is there."""
        return struct.unpack("=qd", os.pread(self.shares[0], 16, 16 * self.webs.index(web)))

    def stop(self, web: subprocess.Popen[bytes]) -> None:
        """Until it has said that it leaves."""
        web.terminate()
        wait_for(lambda: not self.told(web)[1])

    def hand_to(self, number: int, asked: bytes, *, is_gone: bool = False) -> HTTPConnection:
        """A visitor whose question another process hands to that one; or who hung up on the way."""
        visitor = HTTPConnection("127.0.0.1", timeout=20)
        self.visitors.append(visitor)
        with socket.create_server(("127.0.0.1", 0)) as door:
            visitor.sock = socket.create_connection(door.getsockname(), timeout=20)
            connection, _ = door.accept()
        if is_gone:
            visitor.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            visitor.close()
        with connection, socket.socket(fileno=os.dup(self.shares[2 + 2 * number])) as way:
            socket.send_fds(way, [asked], [connection.fileno()])
        return visitor

    def close(self) -> None:
        for visitor in self.visitors:
            visitor.close()
        for web in self.webs:
            web.kill()
            web.wait()
        self.listener.close()
        for each in self.shares:
            os.close(each)


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[Port]:
    """Both have started. However slow the machine is, each is there for the other."""
    port = Port(getattr(request, "param", 60))
    wait_for(lambda: all(port.told(web)[1] for web in port.webs))
    yield port
    port.close()


def ask(visitor: HTTPConnection) -> int:
    visitor.request("GET", "/")
    return int(visitor.getresponse().read())


def finish(visitor: HTTPConnection) -> int:
    visitor.send(b"x")
    return int(visitor.getresponse().read())


def test_who_has_less_to_answer_gets_what_is_asked_and_keeps_who_asks(port):
    here, there = port.webs
    visitor = port.visit_to(here)
    slow = port.busy(here)

    assert [ask(visitor) for _ in range(3)] == [there.pid] * 3
    assert finish(slow) == here.pid
    assert ask(visitor) == there.pid


def test_of_two_that_have_as_much_to_answer_each_keeps_its_own(port):
    here, there = port.webs
    at_here, at_there = port.visit_to(here), port.visit_to(there)
    port.busy(here), port.busy(there)

    assert [ask(at_here), ask(at_there)] == [here.pid, there.pid]


def test_a_page_that_stays_open_is_handed_over_and_does_not_count(port):
    here, there = port.webs
    port.busy(here)
    with (
        connect(f"ws://127.0.0.1:{port.number}/") as first,
        connect(f"ws://127.0.0.1:{port.number}/") as second,
    ):
        assert {first.recv(), second.recv()} == {str(there.pid)}


def test_a_question_that_comes_in_parts_stays_where_it_began(port):
    here = port.webs[0]
    visitor = port.visit_to(here)
    visitor.sock.sendall(GET[:20])
    wait_for(lambda: port.told(here)[0])
    visitor.sock.sendall(GET[20:])
    assert answers(visitor, 1) == [here.pid]


def test_questions_that_come_together_go_together(port):
    here, there = port.webs
    visitor = port.visit_to(here)
    port.busy(here)
    visitor.sock.sendall(GET * 2)
    assert answers(visitor, 2) == [there.pid] * 2


def test_a_question_too_large_to_hand_over_is_answered_where_it_came(port):
    here = port.webs[0]
    visitor = port.visit_to(here)
    port.busy(here)
    visitor.request("POST", "/", body=b"x" * 2 * LARGEST, headers={"X-Long": "y" * LARGEST})
    assert int(visitor.getresponse().read()) == here.pid


@pytest.mark.parametrize("port", [1], indirect=True)
def test_to_one_that_is_gone_nothing_is_handed_over(port):
    here, gone = port.webs
    visitor = port.visit_to(here)
    port.busy(here)
    gone.kill()
    gone.wait()
    time.sleep(port.silent)
    assert [ask(visitor) for _ in range(20)] == [here.pid] * 20


def test_what_was_handed_to_one_that_fell_away_its_successor_answers(port):
    here, gone = port.webs
    visitor = port.visit_to(here)
    port.busy(here)
    gone.kill()
    gone.wait()
    visitor.request("GET", "/")
    port.webs[1] = port.start(1)
    assert int(visitor.getresponse().read()) == port.webs[1].pid


def test_one_that_stops_answers_what_it_has_and_takes_nothing_more(port):
    here, stops = port.webs
    visitor = port.visit_to(here)
    slow = port.busy(stops)
    port.busy(here), port.busy(here)
    port.stop(stops)
    assert ask(visitor) == here.pid
    assert finish(slow) == stops.pid
    assert stops.wait(10) is not None


def test_one_that_stops_answers_what_was_just_being_handed_to_it(port):
    stops = port.webs[1]
    slow = port.busy(stops)
    port.stop(stops)
    late = port.hand_to(1, GET)
    assert answers(late, 1) == [stops.pid]
    assert finish(slow) == stops.pid
    assert late.sock.recv(1) == b""


def test_the_rest_of_a_question_that_was_answered_early_is_no_question(port):
    here = port.webs[0]
    visitor = port.visit_to(here)
    visitor.sock.sendall(b"POST /at-once HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
    assert answers(visitor, 1) == [here.pid]
    port.busy(here)
    visitor.sock.sendall(b"x" * 8)
    time.sleep(0.2)
    visitor.sock.sendall(b"x" + GET)
    assert answers(visitor, 1) == [here.pid]


def test_a_socket_opened_behind_a_question_leaves_nothing_to_be_answered(port):
    here, there = port.webs
    visitor, page = port.visit_to(here), port.visit_to(here)
    page.sock.sendall(GET + UPGRADE)
    assert answers(page, 1) == [here.pid]
    port.busy(here)
    assert ask(visitor) == there.pid


def test_what_somebody_asked_who_hung_up_on_the_way_is_not_done(port):
    there = port.webs[1]
    port.hand_to(1, GET.replace(b"/ ", b"/end ", 1), is_gone=True)
    assert answers(port.hand_to(1, GET), 1) == [there.pid]


def test_who_leaves_while_something_is_handed_to_them_stays_gone(two_shares):
    here, there = two_shares
    here.count(3)
    there.tell()
    here.meanwhile = there.leave
    with socket.socket() as connection:
        assert here.hand_over(connection.fileno(), GET)
        assert not here.hand_over(connection.fileno(), GET)


class Interrupted(Shares):
    """Something happens between its look at the others and what it does then."""

    def meanwhile(self) -> None:
        pass

    def _others(self) -> list[tuple[int, int]]:
        found = super()._others()
        self.meanwhile()
        return found


@pytest.fixture
def two_shares() -> Iterator[list[Interrupted]]:
    memory, *ends = open_shares(2)
    both = [Interrupted(number, [memory, *map(os.dup, ends)]) for number in range(2)]
    yield both
    for each in both:
        for end in (each.inbox, *each._ways):
            end.close()
    for each in (memory, *ends):
        os.close(each)


def answers(visitor: HTTPConnection, number: int) -> list[int]:
    """Of questions that were sent by hand, which may come together."""
    with visitor.sock.makefile("rb") as answered:
        return [_one(answered) for _ in range(number)]


def _one(answered: BinaryIO) -> int:
    assert answered.readline() == b"HTTP/1.1 200 OK\r\n"
    return int(answered.read(int(parse_headers(answered)["content-length"])))
