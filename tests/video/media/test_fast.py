"""The loop in C against the one in Python: the same packets in, the same bytes out, the same things noted."""

from __future__ import annotations

import random
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.video.media.line import CHANGE, WHOLE, End, Error, Line
from tests.video.media.offers import AUDIO, MID, PICTURE, RED, REPAIR, REPEATS, RID, SOUND, TRANSPORT, VIDEO
from video.media import forward, peer, rtcp, streams
from video.media.fast import ffi, system

LAYERS = {21: b"q", 22: b"h", 23: b"f"}
PAYLOADS = {
    "whole": WHOLE,
    "change": CHANGE,
    "middle": CHANGE + bytes(500),
    "long": WHOLE + bytes(1300),
    "none": b"",
    "one": b"\x80",
}
KINDS = {SOUND: AUDIO, REPEATS: REPAIR}
NOTED = (
    "expected",
    "cycles",
    "clock",
    "packets",
    "octets",
    "at",
    "jitter",
    "words",
    "transport_at",
    "written",
)
ROOMS: dict[str, dict[str, Any]] = {
    "two": {"ends": 2},
    "three": {"ends": 3},
    "sound with what was said before": {"ends": 2, "red": True},
    "layers": {"ends": 4, "layers": tuple(name.decode() for name in LAYERS.values())},
    "echo": {"ends": 1, "kind": "echo"},
}


class Play:
    """One of two rooms in which the same happens; time passes as it is told."""

    def __init__(self, library: Any, **room: Any) -> None:
        with pytest.MonkeyPatch.context() as patch:
            chance = random.Random(5)
            for module in (streams, peer):
                patch.setattr(module, "secrets", SimpleNamespace(randbits=chance.getrandbits))
            patch.setattr(forward, "library", library)
            self.line = Line(**room)
            self.now = 100.0
            self.line.forwarder.clock = lambda: self.now
            if room.get("red"):
                # One who reads only what is said now.
                self.line.ends.append(End(self.line, len(self.line.ends)))
                self.line.room.arrange(0.0)
        # Numbers turn over soon.
        self.numbers: Counter[tuple[int, int]] = Counter({(0, PICTURE): 0xFFFC, (0, SOUND): 0xFFFD})
        self.transport = 0xFFF0
        self.away: set[int] = set()

    def put(self, who: int, source: int, step: int, shape: str, size: str) -> None:
        """Send one packet, which is not taken from the port yet."""
        end = self.line.ends[who % len(self.line.ends)]
        place = (who % len(self.line.ends), source)
        number = self.numbers[place] + step & 0xFFFF
        self.numbers[place] = max(self.numbers[place], self.numbers[place] + step)
        self.transport += 1
        payload = PAYLOADS[size]
        if source == REPEATS:
            payload = struct.pack("!H", self.numbers[(place[0], PICTURE)] - 2 & 0xFFFF) + payload
        kind = RED if shape == "red" and source == SOUND else KINDS.get(source, VIDEO)
        data = made(source, kind, number, shape, self.transport & 0xFFFF, payload)
        try:
            sealed = end.tx.protect(data)
        except Error:
            # libsrtp refuses to sign some lies.
            return
        end.put(sealed[:-1] + b"?" if shape == "forged" else sealed)

    def happen(self, what: str, who: int) -> None:
        """Something else than a packet."""
        line, end = self.line, self.line.ends[who % len(self.line.ends)]
        if what == "take":
            line.forwarder.pump()
        elif what == "turn":
            self.now += 0.1
            line.care.turn(end.peer, self.now)
            line.room.play(self.now)
        elif what == "report":
            line.care.report(end.peer, self.now)
        elif what == "junk":
            end.put(b"\x90\x60" + bytes(who % 40))
        elif what == "ask again":
            asked = [(slot.media, slot.last_number) for pair in end.peer.slots for slot in pair]
            for source, number in asked[:2]:
                end.tell(rtcp.nack(1, source, [number + step & 0xFFFF for step in range(1, 9)]))
        elif what == "thin":
            end.tell(rtcp.estimate_message(1, 300_000, [1]))
            line.room.arrange(self.now)
        elif what == "away" and len(line.ends) > 1:
            move = line.room.add if end.peer.name not in line.room.peers else line.room.remove
            move(end.peer, self.now)

    def came(self) -> list[list[bytes]]:
        """What arrived at each, sealed as it was."""
        return [[*received(end)] for end in self.line.ends]

    def noted(self) -> list[Any]:
        found: list[Any] = [self.line.forwarder.forwarded]
        for end in self.line.ends:
            arrivals = end.peer.arrivals.state
            count = arrivals.count
            found += [end.peer.forged, ffi.unpack(arrivals.number, count), ffi.unpack(arrivals.at, count)]
            for source, stream in end.peer.sources.items():
                found += [source, *(getattr(stream.state, name) for name in NOTED), stream.missing]
                found += [stream.kept(number) for number in range(stream.expected - 20, stream.expected)]
        return found


def received(end: End) -> Iterator[bytes]:
    while True:
        try:
            yield end.socket.recv(4096)
        except BlockingIOError:
            return


def made(source: int, kind: int, number: int, shape: str, transport: int, payload: bytes) -> bytes:
    """Return a packet in one of the shapes heads have."""
    parts = struct.pack("!BH", TRANSPORT << 4 | 1, transport)
    names = bytes([MID << 4]) + b"1" + bytes([RID << 4]) + LAYERS.get(source, b"x")
    extensions = {
        "numbered": parts + b"\0",
        "numbered later": b"\0" + bytes([MID << 4]) + b"1" + b"\0\0" + parts,
        "other place": bytes([7 << 4]) + b"\0" + parts + bytes(3),
        "named": names,
        "cut off": bytes(3) + parts[:1],
    }.get("named" if source in LAYERS and shape == "bare" else shape, b"")
    first = 0x80 | (0x10 if extensions or shape == "lying" else 0)
    more = struct.pack("!HH", 0xBEDE, len(extensions) // 4) + extensions if extensions else b""
    if shape == "lying":
        more = struct.pack("!HH", 0xBEDE, 4000)
    if shape == "from many":
        first, more = first | 3, struct.pack("!III", 7, 8, 9) + more
    if shape == "padded":
        first, payload = first | 0x20, payload + b"\0\0\x03"
    marker = 0x80 if len(payload) % 3 == 0 else 0
    head = struct.pack("!BBHII", first, marker | kind, number, number * 3000 & 0xFFFFFFFF, source)
    return head + more + payload


@contextmanager
def twins(library: Any, **room: Any) -> Iterator[tuple[Play, Play]]:
    one, other = Play(None, **room), Play(library, **room)
    with one.line, other.line:
        yield one, other


SHAPES = ["bare", "numbered later", "other place", "named", "cut off", "lying", "from many", "padded"]
SOURCES = [PICTURE, SOUND] * 4 + [REPEATS, *LAYERS, 99]
# Streams are going on when a story begins, so that most of it is for the loop in C.
BEFORE = [(0, source, 1, "numbered", "whole") for source in (PICTURE, SOUND)] + [("take", 0)]
HAPPENINGS = ["take", "take", "turn", "report", "junk", "ask again", "thin", "away"]
packets = st.tuples(
    st.sampled_from([0, 0, 0, 0, 1, 2, 3]),
    st.sampled_from(SOURCES),
    st.sampled_from([1] * 12 + [0, -1, -3, 2, 3, 9, 300, 700, 0x8000]),
    st.sampled_from(["numbered"] * 5 + SHAPES + ["red", "forged"]),
    st.sampled_from(list(PAYLOADS)),
)
# Extensions that say they are longer than the packet, or hold what is.
lies = st.builds(
    lambda words, rest: struct.pack("!HH", 0xBEDE, words) + rest,
    st.integers(0, 0xFFFF) | st.integers(0, 4),
    st.binary(max_size=20)
    | st.just(bytes([TRANSPORT << 4 | 1]))
    | st.just(bytes([0, 0, 0, TRANSPORT << 4 | 1])),
)
happenings = st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 99))


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_both_loops_send_the_same_bytes_and_note_the_same(room, compiled):
    @settings(max_examples=50, deadline=None)
    @given(story=st.lists(st.one_of(packets, packets, packets, happenings), min_size=20, max_size=80))
    def play(story):
        with twins(compiled, **ROOMS[room]) as both:
            for event in [*BEFORE, *story, ("take", 0)]:
                for each in both:
                    each.now += 0.001
                    each.happen(*event) if len(event) == 2 else each.put(*event)
            one, other = both
            assert one.came() == other.came()
            assert one.noted() == other.noted()

    play()


def test_a_steady_call_leaves_nothing_to_python_but_the_first_packets(compiled):
    with twins(compiled, ends=3) as (_, play):
        forwarder, left = play.line.forwarder, []
        forward_one = forwarder._forward
        forwarder._forward = lambda *which: (left.append(which), forward_one(*which))
        for turn in range(300):
            for who in range(3):
                play.put(who, PICTURE, 1, "numbered", "long" if turn == 0 else "change")
                play.put(who, SOUND, 1, "numbered", "change")
            play.line.forwarder.pump()
        assert len(left) == 6
        media = [[data for data in came if not 192 <= data[1] < 224] for came in play.came()]
        assert [len(came) for came in media] == [1200, 1200, 1200]


@settings(max_examples=200, deadline=None)
@given(
    first=st.integers(0x80, 0xBF),
    marker=st.sampled_from([0, 0x80]),
    body=st.one_of(st.binary(min_size=4, max_size=120), lies),
    source=st.sampled_from([SOUND, PICTURE]),
)
def test_a_head_that_lies_is_read_no_further_than_its_packet(compiled, first, marker, body, source):
    """Past the look of libsrtp at heads, so that the loop in C stands alone."""
    play = Play(compiled, ends=3)
    with play.line as line:
        one, *others = line.ends
        for each in (SOUND, PICTURE):
            one.send(each, 1, WHOLE)
        for other in others:
            other.take()
        everything_passes = ffi.callback("int(void *, void *, int *)", lambda key, packet, length: 0)
        line.port.shared.unprotect = everything_passes
        head = struct.pack("!BBHII", first, marker | KINDS.get(source, VIDEO), 2, 6000, source)
        one.put(head + body)
        line.port.incoming.view[:] = b"\xa5" * len(line.port.incoming.view)
        line.forwarder.pump()

        for other in others:
            for packet in other.take():
                assert body.endswith(packet.payload)
        beyond = bytes(line.port.incoming.view[system.SLOT :])
        assert beyond == b"\xa5" * len(beyond)
        assert one.peer.sources[source].octets <= len(WHOLE) + len(body)


def test_what_is_kept_goes_round_its_memory_alike(compiled):
    with twins(compiled, ends=1) as both:
        for _ in range(900):
            for each in both:
                each.put(0, PICTURE, 1, "numbered", "long")
                each.line.forwarder.pump()
        one, other = (each.line.ends[0].peer.sources[PICTURE] for each in both)
        last = [one.kept(one.expected - step) for step in range(1, 400)]
        assert all(last)
        assert last == [other.kept(other.expected - step) for step in range(1, 400)]
        assert one.kept(one.expected - 500) is other.kept(other.expected - 500) is None
