"""What a browser sends (a stream), and what another gets in a place of its own (a slot).

A slot keeps its source number while streams come and go in it, so its numbers and its clock go on without a
jump. A number is never sent twice with other contents: with AES-GCM that would give away the key.
"""

from __future__ import annotations

import secrets
import struct
from collections import deque
from typing import Any

from video.media.fast import ffi, shared, system, unfilled

HISTORY, HISTORY_BYTES, MOST_COPIES = system.HISTORY, system.HISTORY_BYTES, system.MOST_COPIES
# Numbers that miss, and for how long one may still come.
MOST_MISSING, GIVEN_UP_AFTER = 256, 1.2
ASK_AGAIN_AFTER, MOST_ASKED = 0.1, 10
AHEAD, LATE, AGAIN = 1, 2, 0
# Turns of care without a packet: a second.
STILL_AFTER = 10
LONGEST_PAUSE = 3600
CLOCK = {"audio": 48_000, "video": 90_000}
# A header extension of one byte heads, with room for the time of sending and a short name.
EXTENSION = 0xBEDE0002
HEADER = struct.Struct("!BBHIIIII")
PLAIN_HEADER = struct.Struct("!BBHII")
UNUSED_EXTENSION = 14

# In the order of `struct copy`.
Fast = tuple[Any, int, int, int, int, int, int, Any]


class Stream:
    """One source of one browser: order, gaps, history, and the slots it goes to."""

    __slots__ = (
        "_history",
        "_entries",
        "copies",
        "echo",
        "final",
        "first",
        "kind",
        "last_report",
        "missing",
        "is_aside",
        "peer",
        "picture_asked_at",
        "plain_payload",
        "repair_payload",
        "reported",
        "seen",
        "slots",
        "state",
        "still",
        "waiting",
    )
    at = shared("at")
    clock = shared("clock")
    cycles = shared("cycles")
    expected = shared("expected")
    jitter = shared("jitter")
    octets = shared("octets")
    packets = shared("packets")
    payload = shared("payload")
    rate = shared("rate")
    source = shared("source")
    transit = shared("transit")

    def __init__(self, peer: Any, kind: str, source: int, payload: int, repair_payload: int | None) -> None:
        self.state = ffi.new("struct stream *")
        self.peer, self.kind, self.source, self.rate = peer, kind, source, CLOCK[kind]
        self.payload, self.repair_payload = payload, repair_payload
        self.expected, self.first = -1, 0
        self._entries: Any = None
        self._history: Any = None
        # By number: how often it was asked for, and when last.
        self.missing: dict[int, tuple[int, float]] = {}
        self.slots: list[Slot] = []
        self.waiting: list[Slot] = []
        # What the loop needs of the slots: all but one get a copy, the last one the packet itself.
        self.copies: list[Fast] = []
        self.final: Fast | None = None
        # How many words of extensions the last packet had that had a transport number.
        self.state.words = -1
        self.last_report: tuple[int, float] = (0, 0.0)
        self.reported = (0, 0)
        self.picture_asked_at = -1.0
        # What was counted at the last turn of care, and for how many turns nothing came.
        self.seen = self.still = 0
        # Sound without what was said before, where `payload` is sound with it (RED); else the same.
        self.plain_payload = payload
        # Where it goes in a room of one; nobody receives the stream itself then.
        self.echo: Any = None
        # Whether its packets leave the loop, because a head alone does not make them fit everybody.
        self.is_aside = False

    @property
    def onwards(self) -> Stream:
        """What the slots receive of it."""
        return self.echo or self

    def place(self, number: int, now: float) -> int:
        """Take up a number that is not the expected one."""
        if self.expected < 0:
            self.first = self.expected = number
            self._begin_to_keep()
        step = number - self.expected & 0xFFFF
        if step >= 0x8000:
            return LATE if self.missing.pop(number, None) else AGAIN
        if step > MOST_MISSING:
            self.missing.clear()
        else:
            for gap in range(step):
                self.missing[self.expected + gap & 0xFFFF] = (0, now)
            while len(self.missing) > MOST_MISSING:
                del self.missing[next(iter(self.missing))]
        self.cycles += number < self.expected or number == 0xFFFF
        self.expected = number + 1 & 0xFFFF
        return AHEAD

    def extended(self, number: int) -> int:
        """Return a number of the last half turn counted on beyond 16 bits."""
        return (self.cycles << 16) + self.expected - (self.expected - number & 0xFFFF)

    def to_ask(self, now: float) -> tuple[list[int], bool]:
        """Return the numbers to ask for now, and whether one was given up: what follows it cannot be seen."""
        asked, gave_up = [], False
        for number, (times, at) in list(self.missing.items()):
            if now - at > GIVEN_UP_AFTER:
                del self.missing[number]
                gave_up = True
            elif times == 0 or (times < MOST_ASKED and now - at > ASK_AGAIN_AFTER * times):
                self.missing[number] = (times + 1, at)
                asked.append(number)
        return asked, gave_up

    def tick(self, clock: int, now: float) -> None:
        """Measure how evenly packets come (RFC 3550, A.8)."""
        rate = self.rate
        transit = now * rate - clock
        distance = abs(transit - self.transit)
        if distance < rate:
            self.jitter += (distance - self.jitter) / 16
        self.transit, self.at = transit, now

    def _begin_to_keep(self) -> None:
        if self.kind == "video" and self._entries is None:
            self._entries = ffi.new("struct kept[]", HISTORY)
            self._history = unfilled("uint8_t[]", HISTORY_BYTES)
            self.state.kept, self.state.history = self._entries, self._history

    def store(self, number: int, packet: bytes | memoryview) -> None:
        """Keep a packet of a picture, over the oldest ones."""
        state, kept, size = self.state, self._entries[number % HISTORY], len(packet)
        written = state.written
        at = written % HISTORY_BYTES
        if at + size > HISTORY_BYTES:
            written, at = written + HISTORY_BYTES - at, 0
        ffi.memmove(self._history + at, packet, size)
        kept.at, kept.length = written, size
        state.written = written + size

    def kept(self, number: int) -> bytes | None:
        """Return a packet of the last ones by its number."""
        found = self._entries[number % HISTORY] if self._entries is not None else None
        if found is None or not found.length or self.state.written - found.at > HISTORY_BYTES:
            return None
        packet = ffi.buffer(self._history + found.at % HISTORY_BYTES, found.length)[:]
        return packet if packet[2] << 8 | packet[3] == number else None

    @property
    def is_still(self) -> bool:
        return self.still >= STILL_AFTER

    @property
    def is_red(self) -> bool:
        return self.payload != self.plain_payload

    def let_in(self, number: int, clock: int, now: float) -> None:
        """Let those who wait begin with this packet."""
        for slot in self.waiting:
            slot.start(self, number, clock, now)
        self.waiting.clear()
        self.rebuild()

    def rebuild(self) -> None:
        """Tell the loops where packets go; to be called after every change of who waits and who receives."""
        self.is_aside = not all(slot.reads(self) for slot in self.slots)
        fast = [] if self.is_aside else [slot.fast(self) for slot in self.slots]
        state = self.state
        state.detour = bool(self.waiting or self.is_aside or self.echo or len(fast) > MOST_COPIES)
        state.copies = 0 if state.detour else len(fast)
        for place in range(state.copies):
            state.copy[place] = fast[place]
        self.final = fast.pop() if fast else None
        self.copies = fast


class Slot:
    """A place in what one browser receives."""

    __slots__ = (
        "clock_offset",
        "first",
        "kind",
        "last_clock",
        "last_number",
        "left_at",
        "media",
        "mid_word",
        "number_offset",
        "payload",
        "peer",
        "red_payload",
        "repair",
        "repair_number",
        "repair_payload",
        "reports",
        "sent",
        "started_at",
        "stream",
        "time_word",
        "told_highest",
        "wanted",
    )

    def __init__(self, peer: Any, kind: str) -> None:
        self.peer, self.kind = peer, kind
        self.media, self.repair = 1 + secrets.randbits(31), 1 + secrets.randbits(31)
        self.payload = 0
        self.red_payload: int | None = None
        self.repair_payload: int | None = None
        self.time_word, self.mid_word = UNUSED_EXTENSION << 28 | 2 << 24, 0
        self.stream: Stream | None = None
        self.wanted: Stream | None = None
        self.number_offset = self.clock_offset = 0
        self.first = 0
        # The next number to send is below half a turn, so that both sides count the turns alike.
        self.last_number, self.last_clock, self.left_at = secrets.randbits(14), secrets.randbits(31), 0.0
        self.repair_number = secrets.randbits(14)
        self.sent, self.started_at = (0, 0), (0, 0)
        # The clock and the time of the last reports sent, by which an answer tells the round trip.
        self.reports: deque[tuple[int, float]] = deque(maxlen=4)
        # The highest number the browser told of, as it counts.
        self.told_highest: int | None = None

    def place(self, mid: str, mid_extension: int | None, time_extension: int | None) -> None:
        """Say what this browser calls the place, and which extensions it listens to."""
        if time_extension:
            self.time_word = time_extension << 28 | 2 << 24
        name = mid.encode()
        if mid_extension and len(name) <= 2:
            head = bytes([mid_extension << 4 | len(name) - 1])
            self.mid_word = int.from_bytes((head + name).ljust(4, b"\0"))

    def want(self, stream: Stream | None, now: float) -> bool:
        """Ask to be sent a stream from its next beginning; true when that takes a whole picture."""
        if self.wanted is stream:
            return False
        if self.wanted is not None and self in self.wanted.waiting:
            self.wanted.waiting.remove(self)
            self.wanted.rebuild()
        self.wanted = stream
        if stream is None:
            self.stop(now)
            return False
        if stream is not self.stream:
            stream.waiting.append(self)
            stream.rebuild()
            return self.kind == "video"
        return False

    def start(self, stream: Stream, number: int, clock: int, now: float) -> None:
        """Go on with this packet where the last stream left off."""
        self.stop(now)
        # More than half a turn of the clock would look like a step back.
        pause = int(min(now - self.left_at, LONGEST_PAUSE) * CLOCK[self.kind]) if self.left_at else 0
        self.number_offset = self.last_number + 1 - number & 0xFFFF
        self.clock_offset = self.last_clock + max(pause, CLOCK[self.kind] // 50) - clock & 0xFFFFFFFF
        self.first = stream.extended(number)
        self.stream = stream
        self.started_at = (stream.packets, stream.octets)
        stream.slots.append(self)
        stream.rebuild()

    def stop(self, now: float) -> None:
        stream, self.stream = self.stream, None
        if stream is None:
            return
        self.last_number = stream.expected - 1 + self.number_offset & 0xFFFF
        self.last_clock = stream.clock + self.clock_offset & 0xFFFFFFFF
        self.left_at = now
        self.sent = self.counts(stream)
        self.started_at = (0, 0)
        stream.slots.remove(self)
        stream.rebuild()

    def counts(self, stream: Stream) -> tuple[int, int]:
        packets, octets = self.sent
        return packets + stream.packets - self.started_at[0], octets + stream.octets - self.started_at[1]

    @property
    def octets(self) -> int:
        return self.counts(self.stream)[1] if self.stream else self.sent[1]

    def reads(self, stream: Stream) -> bool:
        """Tell whether its packets can be read here; RED names its contents by the sender's numbers."""
        return not stream.is_red or (self.red_payload is not None and self.payload == stream.plain_payload)

    def fast(self, stream: Stream) -> Fast:
        return (
            self.peer.sends,
            self.media,
            self.number_offset,
            self.clock_offset,
            self.red_payload if self.red_payload and stream.is_red else self.payload,
            self.time_word,
            self.mid_word,
            self.peer.address,
        )


def starts_picture(view: memoryview | bytes, start: int, end: int) -> bool:
    """Tell whether a VP8 payload begins a picture that needs no other (RFC 7741)."""
    if end - start < 4:
        return False
    first, at = view[start], start + 1
    if not first & 0x10 or first & 0x07:
        return False
    if first & 0x80:
        extended, at = view[at], at + 1
        if extended & 0x80:
            at += 2 if view[at] & 0x80 else 1
        at += bool(extended & 0x40) + bool(extended & 0x30)
    return at < end and not view[at] & 1
