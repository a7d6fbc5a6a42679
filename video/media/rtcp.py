"""RTCP, read and written as bytes (RFC 3550, 4585, 5104, REMB and transport-wide feedback).

What comes in was signed by a participant and may still be nonsense: readers return what is
well formed and stop.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from operator import sub
from typing import Any

from video.media.fast import ffi, system

SENDER_REPORT, RECEIVER_REPORT, BYE, TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 200, 201, 203, 205, 206
NACK, TRANSPORT_WIDE, PICTURE_LOSS, FULL_INTRA, APPLICATION = 1, 15, 1, 4, 15
NTP_EPOCH = 2_208_988_800
# More than this in one feedback message is a gap that nobody is helped by hearing of.
LONGEST_FEEDBACK = 2000
# Numbers one request can be meant to name; no history is longer.
MOST_NAMED = 512
MOST_ARRIVALS = system.MOST_ARRIVALS
# Where the compiled part writes a message.
_message = ffi.new("uint8_t[]", system.FEEDBACK)


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of a compound: its type, the count or format in its head, and what follows the head."""

    kind: int
    form: int
    body: bytes


@dataclass(frozen=True, slots=True)
class ReportBlock:
    source: int
    fraction_lost: int
    cumulative_lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


def packets(data: bytes) -> Iterator[Packet]:
    """Return the packets of a compound until one does not fit."""
    at = 0
    while at + 4 <= len(data):
        first, kind, words = struct.unpack_from("!BBH", data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            return
        yield Packet(kind=kind, form=first & 31, body=data[at + 4 : end])
        at = end


def sender_clock(packet: Packet) -> tuple[int, int, int] | None:
    """Return source, NTP time and RTP time of a sender report."""
    if packet.kind != SENDER_REPORT or len(packet.body) < 24:
        return None
    source, ntp, clock = struct.unpack_from("!IQI", packet.body)
    return source, ntp, clock


def report_blocks(packet: Packet) -> list[ReportBlock]:
    """Return what the other side says of what it got from us."""
    at = {SENDER_REPORT: 24, RECEIVER_REPORT: 4}.get(packet.kind)
    if at is None:
        return []
    blocks = []
    for _ in range(packet.form):
        if at + 24 > len(packet.body):
            break
        source, loss, highest, jitter, last, delay = struct.unpack_from("!IIIIII", packet.body, at)
        blocks.append(ReportBlock(source, loss >> 24, loss & 0xFFFFFF, highest, jitter, last, delay))
        at += 24
    return blocks


def missing(packet: Packet, most: int = MOST_NAMED) -> tuple[int, list[int]] | None:
    """Return the source of a NACK and the first sequence numbers it asks for: one can name thousands."""
    if (packet.kind, packet.form) != (TRANSPORT_FEEDBACK, NACK) or len(packet.body) < 12 or most <= 0:
        return None
    source = struct.unpack_from("!I", packet.body, 4)[0]
    numbers: list[int] = []
    for at in range(8, len(packet.body) - 3, 4):
        first, mask = struct.unpack_from("!HH", packet.body, at)
        numbers.append(first)
        numbers += [first + bit + 1 & 0xFFFF for bit in range(16) if mask >> bit & 1]
        if len(numbers) >= most:
            break
    return source, numbers[:most]


def wanted_pictures(packet: Packet) -> list[int]:
    """Return the sources of which a whole picture is asked, by PLI or FIR."""
    if packet.kind != PAYLOAD_FEEDBACK or len(packet.body) < 8:
        return []
    if packet.form == PICTURE_LOSS:
        return [struct.unpack_from("!I", packet.body, 4)[0]]
    if packet.form == FULL_INTRA:
        ends = range(8, len(packet.body) - 7, 8)
        return [struct.unpack_from("!I", packet.body, at)[0] for at in ends]
    return []


def estimate(packet: Packet) -> int | None:
    """Return the bits a second the other side thinks it can receive (REMB)."""
    is_application = (packet.kind, packet.form) == (PAYLOAD_FEEDBACK, APPLICATION)
    if not is_application or len(packet.body) < 16 or packet.body[8:12] != b"REMB":
        return None
    exponent = packet.body[13] >> 2
    mantissa = (packet.body[13] & 3) << 16 | packet.body[14] << 8 | packet.body[15]
    return min(mantissa << exponent, 1 << 40)


def _packet(kind: int, form: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | form, kind, len(body) // 4) + body


def picture_loss(sender: int, source: int) -> bytes:
    return _packet(PAYLOAD_FEEDBACK, PICTURE_LOSS, struct.pack("!II", sender, source))


def nack(sender: int, source: int, numbers: list[int]) -> bytes:
    """Ask for packets; near ones share an entry."""
    body = struct.pack("!II", sender, source)
    entries: list[tuple[int, int]] = []
    for number in numbers:
        if entries and 0 < (distance := number - entries[-1][0] & 0xFFFF) <= 16:
            first, mask = entries[-1]
            entries[-1] = (first, mask | 1 << distance - 1)
        else:
            entries.append((number, 0))
    return _packet(TRANSPORT_FEEDBACK, NACK, body + b"".join(struct.pack("!HH", *entry) for entry in entries))


def ntp_time(seconds: float) -> int:
    """Return a time since 1970 as NTP has it."""
    return int((seconds + NTP_EPOCH) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF


def sender_report(source: int, ntp: int, clock: int, count: int, octets: int) -> bytes:
    body = struct.pack("!IQIII", source, ntp, clock, count & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _packet(SENDER_REPORT, 0, body)


def receiver_report(sender: int, blocks: list[ReportBlock]) -> bytes:
    body = struct.pack("!I", sender)
    for block in blocks[:31]:
        loss = block.fraction_lost << 24 | min(block.cumulative_lost, 0x7FFFFF)
        body += struct.pack(
            "!IIIIII", block.source, loss, block.highest, block.jitter, block.last_report, block.delay
        )
    return _packet(RECEIVER_REPORT, min(len(blocks), 31), body)


def estimate_message(sender: int, bits: int, sources: list[int]) -> bytes:
    """Tell a sender how much arrives at the far end (REMB)."""
    exponent = max(0, bits.bit_length() - 18)
    size = len(sources) << 24 | exponent << 18 | bits >> exponent
    body = struct.pack("!II4sI", sender, 0, b"REMB", size) + struct.pack(f"!{len(sources)}I", *sources)
    return _packet(PAYLOAD_FEEDBACK, APPLICATION, body)


class ArrivalLog:
    """What arrived of one sender, for its own estimate of the line (transport-wide feedback)."""

    __slots__ = ("_base", "_count", "_high", "due", "state")

    def __init__(self) -> None:
        # Filled by the loops.
        self.state = ffi.new("struct arrivals *")
        self._base: int | None = None
        self._high = 0
        self._count = 0
        # How many the last feedback was about, and how many of them came.
        self.due = (0, 0)

    def note(self, number: int, now: float) -> None:
        """Take down that a packet came; more than there is room for until the next feedback is not told."""
        state = self.state
        count = state.count
        if count < MOST_ARRIVALS:
            state.number[count], state.at[count] = number, now
            state.count = count + 1

    def feedback(self, sender: int, source: int, library: Any = None) -> bytes | None:
        """Return what arrived since the last time and forget it; None when nothing did.

        `library` is the compiled part where there is one; it does what is common, and says the same.
        """
        self.due = (0, 0)
        count = self.state.count
        if not count:
            return None
        if library is not None and self._base is not None and self._high + 1 == self._base:
            told = self._steady(sender, source, library, count)
            if told:
                return told
        times = self._unwrapped(ffi.unpack(self.state.number, count), ffi.unpack(self.state.at, count))
        self.state.count = 0
        if not times:
            return None
        first, last = self._base if self._base is not None else min(times), max(times)
        if last - first > LONGEST_FEEDBACK:
            first = min(times)
            if last - first > LONGEST_FEEDBACK:
                self._base = last + 1
                return None
        self._base = last + 1
        self._count = self._count + 1 & 0xFF
        self.due = (last - first + 1, len(times))
        return _feedback(sender, source, first, last, times, self._count)

    def _steady(self, sender: int, source: int, library: Any, count: int) -> bytes | None:
        first, following = self._base or 0, self._count + 1 & 0xFF
        size = library.fast_feedback(self.state, sender, source, first & 0xFFFF, following, _message)
        if not size:
            return None
        self.state.count, self._count, self.due = 0, following, (count, count)
        self._base, self._high = first + count, first + count - 1
        return ffi.buffer(_message, size)[:]

    def _unwrapped(self, numbers: list[int], ats: list[float]) -> dict[int, float]:
        """Number on beyond 16 bits; what comes after its feedback was sent is left out."""
        base = self._base or 0
        following = range(base & 0xFFFF, (base & 0xFFFF) + len(numbers))
        if self._high + 1 == base and numbers == list(following):
            # Nearly always: all of them, in order, from where the last feedback ended.
            self._high = base + len(numbers) - 1
            return dict(zip(range(base, base + len(numbers)), ats, strict=True))
        times: dict[int, float] = {}
        high = self._high or numbers[0] + 0x10000
        for number, at in zip(numbers, ats, strict=True):
            unwrapped = high + (number - high + 0x8000 & 0xFFFF) - 0x8000
            if unwrapped > high:
                high = unwrapped
            if unwrapped >= base:
                times.setdefault(unwrapped, at)
        self._high = high
        return times


def _feedback(sender: int, source: int, first: int, last: int, times: dict[int, float], count: int) -> bytes:
    reference = int(times[min(times)] / 0.064)
    told = _steadily(first, last, times, reference) or _one_by_one(first, last, times, reference)
    head = struct.pack(
        "!IIHHI", sender, source, first & 0xFFFF, last - first + 1, (reference & 0xFFFFFF) << 8 | count
    )
    body = head + told
    padding = -len(body) % 4
    return _packet(TRANSPORT_FEEDBACK, TRANSPORT_WIDE, body + bytes(padding))


def _steadily(first: int, last: int, times: dict[int, float], reference: int) -> bytes | None:
    """Say of each when it came; None unless all came, in order and without a pause, as they mostly do."""
    if list(times) != list(range(first, last + 1)):
        return None
    ticks = [int(at * 4000) for at in times.values()]
    deltas = list(map(sub, ticks, [reference * 256, *ticks]))
    if min(deltas) < 0 or max(deltas) > 255:
        return None
    return struct.pack("!H", 1 << 13 | len(ticks)) + bytes(deltas)


def _one_by_one(first: int, last: int, times: dict[int, float], reference: int) -> bytes:
    before = reference * 256
    symbols: list[int] = []
    deltas = bytearray()
    for number in range(first, last + 1):
        at = times.get(number)
        if at is None:
            symbols.append(0)
            continue
        ticks = int(at * 4000)
        delta, before = ticks - before, ticks
        if 0 <= delta <= 255:
            symbols.append(1)
            deltas.append(delta)
        else:
            symbols.append(2)
            deltas += struct.pack("!h", max(-32768, min(32767, delta)))
    return _chunks(symbols) + bytes(deltas)


def _chunks(symbols: list[int]) -> bytes:
    """Say runs in one chunk and the rest in sevens; almost always all is one run."""
    chunks = bytearray()
    at, end = 0, len(symbols)
    while at < end:
        symbol, run = symbols[at], 1
        while at + run < end and run < 8191 and symbols[at + run] == symbol:
            run += 1
        if run >= 7 or at + run == end:
            chunks += struct.pack("!H", symbol << 13 | run)
            at += run
            continue
        vector = 0xC000
        for place, symbol in enumerate(symbols[at : at + 7]):
            vector |= symbol << 12 - 2 * place
        chunks += struct.pack("!H", vector)
        at += 7
    return bytes(chunks)
