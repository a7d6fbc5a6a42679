"""The loop: what a browser sends goes to the others in the same turn, with another head and another key."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from video.media import compat, fast
from video.media.ice import Check, Lite
from video.media.net import HEADROOM, LONGEST, RECEIVE, SEND, SLOT, Port, address_of
from video.media.peer import MOST_ADDRESSES, Peer
from video.media.red import primary
from video.media.streams import (
    AGAIN,
    AHEAD,
    EXTENSION,
    HEADER,
    HISTORY,
    LATE,
    PLAIN_HEADER,
    Stream,
    starts_picture,
)

# Batches in one turn of the event loop, so that timers and other work get theirs.
BATCHES = 4
GROWN = HEADER.size
# None where it was not compiled.
library = fast.load()


class Forwarder:
    """Everything that comes in at one port."""

    def __init__(self, port: Port, lite: Lite, *, take_control: Callable[[Peer, bytes, float], None]) -> None:
        self.port, self.lite = port, lite
        self._take_control = take_control
        self.addresses: dict[bytes, Peer] = {}
        # Streams in which a number was found missing in this batch.
        self.gaps: list[Stream] = []
        self.ask: Callable[[Stream, float], None] = lambda stream, now: None
        self._size = compat.ffi.new("int *")
        self.library = library
        self.clock = time.monotonic

    @property
    def forwarded(self) -> int:
        return int(self.port.shared.forwarded)

    def pump(self) -> None:
        """Handle what waits at the port."""
        shared = self.port.shared
        for _ in range(BATCHES):
            shared.now = self.clock()
            if self.library is None:
                self._forward(0, self.port.receive())
                self.port.flush()
            else:
                self._leave_to_c(shared)
            while self.gaps:
                self.ask(self.gaps.pop(), shared.now)
            if shared.count < RECEIVE:
                return

    def _leave_to_c(self, shared: Any) -> None:
        """Have a batch sent on, but for the packets that are not common."""
        odd = self.library.fast_receive(shared)
        while odd >= 0:
            self._forward(odd, odd + 1)
            odd = self.library.fast_go_on(shared)

    def _forward(self, begin: int, end_at: int) -> None:  # noqa: C901
        """Send packets of a batch on.

        Longer than functions are here: it runs a hundred thousand times a second, and a call costs a tenth of
        what it does for one packet.
        """
        port, addresses, size = self.port, self.addresses, self._size
        incoming, outgoing = port.incoming, port.outgoing
        view, heads, pointers, memory = incoming.view, incoming.heads, incoming.pointers, incoming.memory
        target, headers, out_pointers = outgoing.view, outgoing.headers, outgoing.pointers
        parts, names, name_at = outgoing.parts, port.names, port.name_at
        unprotect, protect, pack = compat.unprotect, compat.protect, HEADER.pack_into
        unpack, take = PLAIN_HEADER.unpack_from, compat.ffi.buffer(memory)
        shared = port.shared
        now, filled = shared.now, shared.filled
        sent_at = int(now * 262144) & 0xFFFFFF
        for index in range(begin, end_at):
            base = index * SLOT + HEADROOM
            length = heads[index].msg_len
            peer = addresses.get(names[name_at[index]])
            first = view[base]
            if peer is None or peer.receives is None or not 127 < first < 192 or length < 16:
                self._other(names[name_at[index]], take[base : base + length], peer, now)
                continue
            if 191 < view[base + 1] < 224:
                self._control(peer, pointers[index], base, length, now)
                continue
            size[0] = length
            if unprotect(peer.receives, pointers[index], size):
                peer.forged += 1
                continue
            length = size[0]
            _, second, number, clock, source = unpack(view, base)
            stream = peer.sources.get(source) or peer.learn(view[: base + length], base, source)
            start, end = base + 12 + ((first & 15) << 2), base + length
            if stream is None:
                continue
            if first & 16 and start + 4 <= end:
                words = view[start + 2] << 8 | view[start + 3]
                start += 4 + (words << 2)
                mark, known = peer.transport_mark, stream.state
                at = base + known.transport_at
                if words != known.words or at + 2 >= end or view[at] != mark:
                    at = mark >= 0 and self._find_number(mark, known, view[:end], base, words)
                if at:
                    peer.arrivals.note(view[at + 1] << 8 | view[at + 2], now)
            if start > end or end - start > LONGEST - GROWN:
                continue
            state = stream.state
            if second & 127 != state.payload or source != state.source:
                if stream.kind == "audio":
                    self._plain(stream, number, take[base:end], now)
                else:
                    self._repair(stream, view, (first, second, clock, start, end, now))
                continue
            if number == state.expected:
                following = number + 1 & 0xFFFF
                state.expected = following
                if not following:
                    state.cycles += 1
            else:
                place = stream.place(number, now)
                if place == AGAIN:
                    continue
                if place == LATE:
                    self._late(stream, number, take[base:end], now)
                    continue
                if stream.missing:
                    self.gaps.append(stream)
            state.clock = clock
            state.packets += 1
            state.octets += end - start
            if stream.kind == "audio":
                stream.tick(clock, now)
            else:
                stream.store(number, view[base:end])
                if second & 128:
                    stream.tick(clock, now)
            if stream.waiting:
                self._begin(stream, number, clock, view, start, end, now)
            final = stream.final
            if final is None:
                if stream.is_aside or stream.echo is not None:
                    self._aside(stream, number, take[base:end], now)
                continue
            head = 0x90 | first & 32
            marker = second & 128
            if filled + len(stream.copies) >= SEND:
                shared.filled = filled
                port.flush()
                filled = 0
            for key, media, on, later, payload, time_word, mid_word, address in stream.copies:
                at = filled * SLOT + HEADROOM
                pack(
                    target, at, head, marker | payload, number + on & 0xFFFF,
                    clock + later & 0xFFFFFFFF, media, EXTENSION, time_word | sent_at, mid_word,
                )  # fmt: skip
                target[at + GROWN : at + GROWN + end - start] = view[start:end]
                size[0] = GROWN + end - start
                if protect(key, out_pointers[filled], size):
                    continue
                part = parts[filled]
                part.iov_base = out_pointers[filled]
                part.iov_len = size[0]
                headers[filled].msg_name = address
                filled += 1
            # The last one gets the packet where it lies, with its new head before it.
            key, media, on, later, payload, time_word, mid_word, address = final
            at = start - GROWN
            pack(
                view, at, head, marker | payload, number + on & 0xFFFF,
                clock + later & 0xFFFFFFFF, media, EXTENSION, time_word | sent_at, mid_word,
            )  # fmt: skip
            pointer = memory + at
            size[0] = end - at
            if protect(key, pointer, size):
                continue
            part = parts[filled]
            part.iov_base = pointer
            part.iov_len = size[0]
            headers[filled].msg_name = address
            filled += 1
        shared.filled = filled

    def _find_number(self, mark: int, known: Any, view: memoryview, base: int, words: int) -> int:
        """Find the transport number among the extensions, and remember its place for the next packet."""
        at = base + 16 + ((view[base] & 15) << 2)
        end = min(at + 4 * words, len(view) - 2)
        while at < end:
            if view[at] == mark:
                known.words, known.transport_at = words, at - base
                return at
            at += 1 if view[at] == 0 else 2 + (view[at] & 15)
        known.words = -1
        return 0

    def _begin(
        self, stream: Stream, number: int, clock: int, view: memoryview, start: int, end: int, now: float
    ) -> None:
        """Let those who wait for this stream in, if it can be understood from here on."""
        if stream.kind == "video" and not starts_picture(view, start, end):
            return
        stream.let_in(number, clock, now)

    def _plain(self, stream: Stream, number: int, packet: bytes, now: float) -> None:
        """Send on sound that for once comes without what was said before (a pause, or too long a packet)."""
        _, second, _, clock, source = PLAIN_HEADER.unpack_from(packet)
        if second & 127 != stream.plain_payload or source != stream.source:
            return
        place = stream.place(number, now)
        if place == LATE:
            self._late(stream, number, packet, now)
        elif place == AHEAD:
            stream.clock = clock
            stream.packets += 1
            stream.octets += len(packet)
            stream.tick(clock, now)
            if stream.waiting:
                stream.let_in(number, clock, now)
            self._aside(stream, number, packet, now)

    def _aside(self, stream: Stream, number: int, packet: bytes, now: float) -> None:
        """Send on, or keep, what does not go through the loop."""
        if stream.echo is not None:
            stream.echo.keep(packet, now)
        for slot in stream.slots:
            slot.peer.send_media(rewritten(packet, slot, number, now))

    def _repair(
        self, stream: Stream, view: memoryview, packet: tuple[int, int, int, int, int, float]
    ) -> None:
        """Take a packet out of its retransmission; those that only fill the line end here (RFC 4588)."""
        first, second, clock, start, end, now = packet
        if second & 127 != stream.repair_payload:
            return
        if first & 32:
            end -= view[end - 1]
        if end - start < 3:
            return
        number = view[start] << 8 | view[start + 1]
        if stream.place(number, now) != LATE:
            return
        head = PLAIN_HEADER.pack(0x80, second & 128 | stream.payload, number, clock, stream.source)
        self._late(stream, number, head + bytes(view[start + 2 : end]), now)

    def _late(self, stream: Stream, number: int, packet: bytes, now: float) -> None:
        """Send on what came after its turn, to those who were there in its turn."""
        stream.packets += 1
        stream.octets += len(packet)
        if stream.kind == "video" and (stream.expected - number & 0xFFFF) < HISTORY:
            stream.store(number, packet)
        if stream.echo is not None:
            stream.echo.keep(packet, now)
        place = stream.extended(number)
        for slot in stream.slots:
            if place >= slot.first:
                slot.peer.send_media(rewritten(packet, slot, number, now))

    def resend(self, peer: Peer, source: int, numbers: list[int], now: float) -> None:
        """Send packets again that did not arrive at a browser, in the stream it has for that."""
        slot = peer.outgoing.get(source)
        if slot is None or slot.stream is None or slot.repair_payload is None:
            return
        stream = slot.stream
        for wanted in numbers:
            if peer.resends <= 0:
                return
            number = wanted - slot.number_offset & 0xFFFF
            packet = stream.kept(number)
            if packet is None or stream.extended(number) < slot.first:
                continue
            peer.resends -= 1
            slot.repair_number = slot.repair_number + 1 & 0xFFFF
            peer.send_media(rewritten(packet, slot, wanted, now, is_repair=True))

    def _control(self, peer: Peer, pointer: Any, base: int, length: int, now: float) -> None:
        self._size[0] = length
        if compat.unprotect_rtcp(peer.receives, pointer, self._size):
            peer.forged += 1
            return
        self._take_control(peer, bytes(self.port.incoming.view[base : base + self._size[0]]), now)

    def _other(self, name: bytes, data: bytes, peer: Peer | None, now: float) -> None:
        """Answer checks and pass handshakes on; what nobody asked for ends here."""
        if not data:
            return
        if data[0] < 4:
            check = self.lite.check(data, is_known=peer is not None, now=now)
            if check is not None:
                self._checked(name, check, now)
        elif peer is not None and 19 < data[0] < 64:
            peer.handshakes.take(data)

    def _checked(self, name: bytes, check: Check, now: float) -> None:
        peer: Peer = check.owner
        if self.addresses.get(name) is not peer:
            self._add_address(peer, name)
        if check.nominates or not peer.chosen:
            peer.move(name)
        peer.heard_at = now
        answer = check.answer(address_of(name))
        self.port.send(answer, len(answer), name)

    def _add_address(self, peer: Peer, name: bytes) -> None:
        before = self.addresses.get(name)
        if before is not None:
            before.addresses.remove(name)
        self.addresses[name] = peer
        peer.addresses.append(name)
        if len(peer.addresses) > MOST_ADDRESSES:
            oldest = next(kept for kept in peer.addresses if kept != peer.chosen)
            peer.addresses.remove(oldest)
            del self.addresses[oldest]
        self._tell_library()

    def _tell_library(self) -> None:
        """Have the loop in C know the same addresses; who is gone from them is in no memory of it."""
        if self.library is None:
            return
        self.library.fast_forget_all(self.port.shared)
        for name, peer in self.addresses.items():
            self.library.fast_know(self.port.shared, name, peer.state)

    def forget(self, peer: Peer) -> None:
        """Take nothing more from this browser, and send it nothing more."""
        for name in peer.addresses:
            self.addresses.pop(name, None)
        peer.addresses.clear()
        self._tell_library()
        peer.chosen, peer.receives = b"", None
        for credentials in peer.credentials:
            self.lite.dismiss(credentials)


def rewritten(packet: bytes, slot: Any, number: int, now: float, *, is_repair: bool = False) -> bytes:
    """Return a kept packet as this place has it; `number` is ours when it is a repair, else the sender's."""
    _, second, _, clock, _ = PLAIN_HEADER.unpack_from(packet)
    payload = packet[payload_at(packet) :]
    kind = slot.repair_payload if is_repair else slot.payload
    if slot.stream.is_red and second & 127 == slot.stream.payload:
        kind, payload = (slot.red_payload, payload) if slot.reads(slot.stream) else (kind, primary(payload))
    sent_at = int(now * 262144) & 0xFFFFFF
    head = HEADER.pack(
        0x90 | packet[0] & 32,
        second & 128 | kind,
        slot.repair_number if is_repair else number + slot.number_offset & 0xFFFF,
        clock + slot.clock_offset & 0xFFFFFFFF,
        slot.repair if is_repair else slot.media,
        EXTENSION,
        slot.time_word | sent_at,
        slot.mid_word,
    )
    return head + (number.to_bytes(2) if is_repair else b"") + payload


def payload_at(packet: bytes) -> int:
    """Return where the payload of a packet begins."""
    start = 12 + ((packet[0] & 15) << 2)
    if packet[0] & 16:
        start += 4 + (int.from_bytes(packet[start + 2 : start + 4]) << 2)
    return start
