"""Who is in a room, in which seat, and who gets what of whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from video.media import rtcp
from video.media.peer import Peer, Track
from video.media.streams import Slot, Stream

SEATS = 6
# From so many on everybody gets the layer of a picture that fits.
CROWD = 4
# A whole picture costs ten others; one in this time is enough for everybody who asks.
PICTURE_EVERY = 0.3

Shown = tuple[str, str]


class Full(Exception):
    """All seats are taken."""


class Room:
    """A room. `changed` is called after everything others must hear of."""

    # How many fit in, and whether the web is told of it.
    seats, is_told = SEATS, True

    def __init__(self, name: str, changed: Callable[[Room], None], kind: str = "call") -> None:
        self.name, self.changed, self.kind = name, changed, kind
        self.peers: dict[str, Peer] = {}
        self.pinned: set[str] = set()
        self.muted: set[str] = set()
        self.held: set[str] = set()
        # What the others heard last.
        self.told: dict[str, Any] = {}

    def free_seat(self) -> int:
        taken = {peer.seat for peer in self.peers.values()}
        free = next((seat for seat in range(self.seats) if seat not in taken), None)
        if free is None:
            raise Full
        return free

    def add(self, peer: Peer, now: float) -> None:
        self.peers[peer.name] = peer
        self.arrange(now)

    def remove(self, peer: Peer, now: float) -> None:
        """Take somebody out; everybody else keeps the places they have."""
        if self.peers.get(peer.name) is peer:
            del self.peers[peer.name]
        end_streams(peer, now)
        self.arrange(now)

    def stream_found(self, peer: Peer, track: Track, stream: Stream, old: Stream | None) -> None:
        """Use a source that was not named in the offer, in place of the one it had before."""
        now = stream.at
        if old is not None:
            end_stream(old, now)
        self.arrange(now)

    def play(self, now: float) -> None:
        """Send what was kept back; in a call nothing is."""

    def show(self, *, pinned: set[str], muted: set[str], held: set[str], now: float) -> None:
        self.pinned, self.muted, self.held = pinned, muted, held
        self.arrange(now)

    def arrange(self, now: float) -> None:
        """Put everybody in the places of everybody else, and tell what changed."""
        for viewer in self.peers.values():
            viewer.shown = self._places(viewer)
            for (audio, video), shown in zip(viewer.slots, viewer.shown, strict=True):
                heard, seen = self._streams(viewer, shown)
                self._fill(audio, heard, now)
                self._fill(video, seen, now)
        self.changed(self)

    def _places(self, viewer: Peer) -> list[Shown | None]:
        """Return whom this one sees where; nobody moves as long as they stay."""
        others = sorted(
            (peer for peer in self.peers.values() if peer is not viewer), key=lambda peer: peer.seat
        )
        cameras = [(peer.name, "camera") for peer in others]
        screens = [(peer.name, "screen") for peer in others if peer.tracks["screen"].is_sending]
        places = [shown if shown in cameras or shown in screens else None for shown in viewer.shown]
        for shown in cameras:
            if shown not in places and (shown[0], "screen") not in places and None in places:
                places[places.index(None)] = shown
        for shown in screens:
            if shown in places:
                continue
            if None in places:
                places[places.index(None)] = shown
            elif (shown[0], "camera") in places:
                places[places.index((shown[0], "camera"))] = shown
        return places

    def _streams(self, viewer: Peer, shown: Shown | None) -> tuple[Stream | None, Stream | None]:
        if shown is None or viewer.receives is None or shown[0] in self.held or viewer.name in self.held:
            return None, None
        other = self.peers[shown[0]]
        is_first = next(place for place in viewer.shown if place and place[0] == shown[0]) == shown
        speaks = is_first and other.name not in self.muted
        room_for = None if other.name in self.pinned or len(self.peers) < CROWD else self._share(viewer)
        heard = other.tracks["audio"].best() if speaks else None
        return heard, None if viewer.thrift.is_thin else other.tracks[shown[1]].best(room_for)

    def _share(self, viewer: Peer) -> int | None:
        """Return how many bits a second one picture may take of what a viewer can receive."""
        pictures = sum(place is not None for place in viewer.shown)
        return viewer.estimate * viewer.reach.lift // max(1, pictures) if viewer.estimate else None

    def _fill(self, slot: Slot, stream: Stream | None, now: float) -> None:
        current = slot.wanted
        if current is stream:
            return
        if current is None or stream is None or current.peer is not stream.peer:
            slot.stop(now)
        if slot.want(stream, now) and stream is not None:
            ask_picture(stream, now)

    def describe(self) -> dict[str, Any]:
        """Return what the web hears: ids, seats and what is sent, no names."""
        return {
            "room": self.name,
            "peers": [
                {
                    "peer": peer.name,
                    "slot": peer.seat,
                    "sending": {name: track.is_sending for name, track in peer.tracks.items()},
                    "alive": peer.is_alive,
                    "thin": peer.thrift.is_thin,
                    "line": peer.quality.grade,
                }
                for peer in self.peers.values()
            ],
            "views": {peer.name: seen_by(peer) for peer in self.peers.values()},
        }


def seen_by(peer: Peer) -> list[dict[str, str] | None]:
    return [{"peer": shown[0], "shows": shown[1]} if shown else None for shown in peer.shown]


def ask_picture(stream: Stream, now: float) -> None:
    """Ask a sender for a whole picture, unless it was just asked."""
    if now - stream.picture_asked_at >= PICTURE_EVERY and stream.kind == "video":
        stream.picture_asked_at = now
        stream.peer.send_control(rtcp.picture_loss(stream.peer.source, stream.source))


def end_streams(peer: Peer, now: float) -> None:
    """Stop everything somebody sends and receives."""
    for stream in {id(stream): stream for stream in peer.sources.values()}.values():
        end_stream(stream, now)
    for pair in peer.slots:
        for slot in pair:
            slot.want(None, now)


def end_stream(stream: Stream, now: float) -> None:
    for slot in [*stream.slots, *stream.waiting]:
        slot.want(None, now)
