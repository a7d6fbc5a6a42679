"""Packets of one size for one address go to the kernel as one, and arrive as if they had not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.video.media.line import CHANGE, WHOLE, Line
from tests.video.media.offers import PICTURE, SOUND
from video.media import forward
from video.media.fast import ffi, system
from video.media.net import FORCED, SLOT, Port, make_room, name_of

# Of Linux: no checksums, with which it takes no bundles.
SO_NO_CHECK = 11
SIZES = (60, 60, 500, 1100, 1100, 1300)


class Outlet:
    """A port, and sockets it sends to."""

    def __init__(self, library: Any) -> None:
        self.library, self.port = library, Port(["127.0.0.1", "::1"], 0)
        hosts = [(socket.AF_INET, "127.0.0.1")] * 2 + [(socket.AF_INET6, "::1")]
        self.far = [socket.socket(family, socket.SOCK_DGRAM) for family, _ in hosts]
        self.names = []
        for end, (_, host) in zip(self.far, hosts, strict=True):
            end.bind((host, 0))
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            end.setblocking(False)
            self.names.append(ffi.new("unsigned char[]", name_of(host, end.getsockname()[1])))

    def line_up(self, packets: list[tuple[int, int]]) -> list[list[bytes]]:
        """Line up packets (to whom, how long) and return what each shall get."""
        outgoing, due = self.port.outgoing, [[] for _ in self.far]
        for index, (whom, size) in enumerate(packets):
            data = index.to_bytes(2) * (size // 2)
            at = index * SLOT
            outgoing.view[at : at + size] = data
            head = outgoing.headers[index]
            head.msg_name = self.names[whom]
            head.msg_iov.iov_base, head.msg_iov.iov_len = ffi.cast("void *", outgoing.memory + at), size
            due[whom].append(data)
        self.port.shared.filled = len(packets)
        return due

    def send(self, packets: list[tuple[int, int]]) -> None:
        """Send them, and look whether each got its own, as they were and in order."""
        due = self.line_up(packets)
        self.library.fast_flush(self.port.shared)
        assert [taken(end) for end in self.far] == due

    @property
    def together(self) -> int:
        return int(self.port.shared.together)

    def close(self) -> None:
        for each in (*self.far, self.port):
            each.close()


def taken(end: socket.socket) -> list[bytes]:
    found = []
    while True:
        try:
            found.append(end.recv(4096))
        except BlockingIOError:
            return found


@pytest.fixture
def outlet(compiled: Any) -> Iterator[Outlet]:
    made = Outlet(compiled)
    yield made
    made.close()


def test_packets_arrive_one_by_one_in_order_and_unchanged(compiled):
    outlet = Outlet(compiled)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(SIZES)), max_size=200))
    def play(packets):
        outlet.send(packets)

    play()
    assert outlet.together > 0
    outlet.close()


@pytest.mark.parametrize(
    "packets,together",
    [
        ([(0, 1100)] * 6, 6),
        ([(0, 1100), (1, 1100), (2, 1100)] * 6, 18),
        ([(0, 1100), (0, 1100), (0, 500), (0, 500)], 3),
        ([(0, 500), (0, 1100)], 0),
        ([(0, 1100)], 0),
        ([(0, 60)] * 130, 130),
        ([(0, 1300)] * 100, 100),
    ],
    ids=["a picture", "to three", "a shorter last one", "a longer one", "one", "more than 64", "many bytes"],
)
def test_what_goes_together(outlet, packets, together):
    outlet.send(packets)
    assert outlet.together == together


def test_a_kernel_that_refuses_is_sent_one_by_one_and_soon_not_asked_again(outlet):
    picture = [(0, 1100)] * 6
    outlet.send(picture)
    outlet.port.socket.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
    for left in range(system.MOST_REFUSED - 1, -1, -1):
        outlet.send(picture)
        assert outlet.port.shared.joins == left
    outlet.send(picture)
    assert (outlet.port.shared.joins, outlet.together) == (0, 6)


def test_one_that_is_taken_again_forgives_those_that_were_refused(outlet):
    picture = [(0, 1100)] * 6
    for refuses in (1, 0):
        outlet.port.socket.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, refuses)
        outlet.send(picture)
    assert outlet.port.shared.joins == system.MOST_REFUSED


def test_an_address_that_cannot_be_reached_costs_what_is_for_it_alone(outlet):
    nowhere = ffi.new("unsigned char[]", name_of("255.255.255.255", 9))
    outlet.line_up([(0, 1100)] * 12)
    for index in range(6):
        outlet.port.outgoing.headers[index].msg_name = nowhere
    outlet.library.fast_flush(outlet.port.shared)
    assert len(taken(outlet.far[0])) == 6
    assert outlet.port.shared.joins == system.MOST_REFUSED


def test_it_can_be_left(monkeypatch):
    monkeypatch.setenv("MEDIA_BUNDLES", "0")
    port = Port(["127.0.0.1"], 0)
    assert port.shared.joins == 0
    port.close()


def test_a_burst_of_a_call_arrives_as_it_was_sent(compiled, monkeypatch):
    monkeypatch.setattr(forward, "library", compiled)
    with Line(3) as line:
        one, *others = line.ends
        for source in (SOUND, PICTURE):
            one.send(source, 1, WHOLE)
        for number in range(2, 8):
            one.put(one.packet(PICTURE, number, CHANGE + bytes([number]) * 1000))
        line.forwarder.pump()
        for other in others:
            came = [packet for packet in other.take() if len(packet.payload) > 1000]
            assert [packet.payload[-1] for packet in came] == list(range(2, 8))
            assert [packet.number - came[0].number for packet in came] == list(range(6))
        assert line.port.shared.together == 12


@pytest.mark.parametrize("option", FORCED, ids=["in", "out"])
def test_a_large_buffer_is_asked_for_whether_or_not_we_may_go_past_what_is_allowed(monkeypatch, option):
    rooms = []
    for forced in (FORCED[option], 0xFFFF):
        monkeypatch.setitem(FORCED, option, forced)
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as opened:
            make_room(opened, option)
            rooms.append(opened.getsockopt(socket.SOL_SOCKET, option))
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as untouched:
            assert rooms[-1] > untouched.getsockopt(socket.SOL_SOCKET, option)
    assert rooms[0] >= rooms[1]
