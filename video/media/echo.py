"""A room of one, in which a browser gets its own sound and pictures back: to see oneself, or to try the line.

Packets are kept as they came, after their repair, and go out as those of anybody else would. None is decoded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from video.media.forward import payload_at, rewritten
from video.media.peer import Peer
from video.media.room import Room, Shown
from video.media.streams import AHEAD, HISTORY, LATE, PLAIN_HEADER, Stream, starts_picture

# Seconds until one hears oneself, by the kind of room; a line is measured without a pause.
DELAYS = {"echo": 2.0, "line": 0.0}
# Of one stream: two seconds of pictures at 4 Mbit/s. What is more is lost.
MOST_KEPT = 1024


class Echo(Stream):
    """What one stream is when it comes back."""

    __slots__ = ("_delay", "_kept")

    def __init__(self, stream: Stream, delay: float) -> None:
        super().__init__(stream.peer, stream.kind, stream.source, stream.payload, None)
        self.plain_payload = stream.plain_payload
        self._delay = delay
        self._kept: deque[tuple[float, bytes]] = deque()

    def keep(self, packet: bytes, now: float) -> None:
        """Keep a packet that came once and never again (the stream it came in saw to that)."""
        if len(self._kept) < MOST_KEPT:
            self._kept.append((now + self._delay, packet))

    def play(self, now: float) -> None:
        """Send what is due."""
        while self._kept and self._kept[0][0] <= now:
            self._send(self._kept.popleft()[1], now)

    def _send(self, packet: bytes, now: float) -> None:
        _, _, number, clock, _ = PLAIN_HEADER.unpack_from(packet)
        place = self.place(number, now)
        if place not in (AHEAD, LATE):
            return
        self.packets += 1
        self.octets += len(packet)
        if self.kind == "video" and (self.expected - number & 0xFFFF) < HISTORY:
            self.store(number, packet)
        if place == AHEAD:
            self.clock = clock
            self._let_in(packet, number, clock, now)
        for slot in self.slots:
            if self.extended(number) >= slot.first:
                slot.peer.send_media(rewritten(packet, slot, number, now))

    def _let_in(self, packet: bytes, number: int, clock: int, now: float) -> None:
        if self.kind == "video" and not starts_picture(packet, payload_at(packet), len(packet)):
            return
        self.let_in(number, clock, now)


class EchoRoom(Room):
    """Nobody else is in it, and nobody hears of it."""

    seats, is_told = 1, False

    def __init__(self, name: str, changed: Callable[[Room], None], kind: str) -> None:
        super().__init__(name, changed, kind)
        self._delay = DELAYS[kind]

    def _places(self, viewer: Peer) -> list[Shown | None]:
        return [(viewer.name, "camera"), *[None] * len(viewer.shown)][: len(viewer.shown)]

    def _streams(self, viewer: Peer, shown: Shown | None) -> tuple[Stream | None, Stream | None]:
        if shown is None or viewer.receives is None:
            return None, None
        return self._echo(viewer.tracks["audio"].best()), self._echo(viewer.tracks["camera"].best())

    def _echo(self, stream: Stream | None) -> Stream | None:
        if stream is not None and stream.echo is None:
            stream.echo = Echo(stream, self._delay)
            stream.rebuild()
        return stream.echo if stream else None

    def play(self, now: float) -> None:
        """Send everything that is due."""
        for peer in self.peers.values():
            for track in peer.tracks.values():
                for stream in track.streams.values():
                    if stream.echo is not None:
                        stream.echo.play(now)
