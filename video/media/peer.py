"""A browser in a room: its address, its keys, what it sends and the places in which it receives."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

from video.media import compat
from video.media.fast import ffi, shared, system
from video.media.ice import Credentials
from video.media.net import LONGEST
from video.media.quality import Quality
from video.media.reach import Reach
from video.media.rtcp import ArrivalLog
from video.media.sdp import (
    MID,
    REPAIRED_RID,
    RID,
    SEND_TIME,
    SENT,
    TRANSPORT_NUMBER,
    Offer,
    OutgoingSource,
    Section,
)
from video.media.streams import Slot, Stream
from video.media.thrift import Thrift

# Sources one browser may have: six layers and their repairs, and some for cameras it had before.
MOST_SOURCES = system.MOST_SOURCES
MOST_ADDRESSES = 8
# Packets sent again to one browser between two turns of care, a tenth of a second.
MOST_RESENDS = 120
# Numbers looked up for one browser in that time: to name thousands costs who asks nothing.
MOST_LOOKS = 1000
WAITING_FOR_HANDSHAKE = 32
# Where a packet off the fast path is sealed, one after the other; the tag comes behind it.
_packet = compat.ffi.new("unsigned char[]", LONGEST + 64)
_size = compat.ffi.new("int *")


class Track:
    """Audio, camera or screen of one browser: one stream, or one for each layer of a picture."""

    def __init__(self, name: str, section: Section) -> None:
        self.name, self.section = name, section
        self.streams: dict[str, Stream] = {}
        self.is_sending = False

    @property
    def kind(self) -> str:
        return self.section.kind

    def best(self, bits: int | None = None) -> Stream | None:
        """Return the layer to send to somebody who can receive so much; the layers come smallest first."""
        known = [name for name in ("", *self.section.layers) if name in self.streams]
        # A browser whose line is thin leaves out the larger ones.
        layers = [name for name in known if not self.streams[name].is_still] or known
        if not layers:
            return None
        fitting = [name for name in layers if bits is None or bits >= self._needs(name)]
        return self.streams[fitting[-1] if fitting else layers[0]]

    def _needs(self, layer: str) -> int:
        """Return the bits a second a layer takes; the last is the whole picture."""
        from_the_end = self.section.layers[::-1].index(layer) if layer else 0
        return LAYER_BITS[from_the_end]


# What a layer takes, largest first: the whole, half and a quarter of 720 lines.
LAYER_BITS = (1_200_000, 450_000, 0)


class Handshakes:
    """What DTLS sends and receives of one browser."""

    role, state = "controlled", "completed"

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self.waiting: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING_FOR_HANDSHAKE)

    def take(self, data: bytes) -> None:
        if not self.waiting.full():
            self.waiting.put_nowait(data)

    def end(self) -> None:
        while self.waiting.full():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)

    async def _recv(self) -> bytes:
        data = await self.waiting.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._peer.send_plain(data)


class Peer:
    """See above. The forwarder reads `receives`, `sources`, `transport_mark` and `arrivals` of it."""

    forged = shared("forged")
    transport_mark = shared("transport_mark")

    def __init__(self, *, name: str, room: Any, seat: int, port: Any, certificate: Any, offer: Offer) -> None:
        self.name, self.room, self.seat = name, room, seat
        self.port = port
        self.source = 1 + secrets.randbits(31)
        self.credentials = [Credentials.new()]
        self.fragment, self.fingerprint = offer.fragment, offer.fingerprint
        self.hash_name = offer.hash_name
        self.handshakes = Handshakes(self)
        self.dtls = compat.Dtls(self.handshakes, certificate)
        self.task: asyncio.Task[None] | None = None
        self.keys: tuple[Any, Any] = (None, None)
        self.state = ffi.new("struct peer *")
        self.receives = None
        self.sends: Any = None
        # Where to send, as the kernel reads it; its contents change, the memory stays.
        self.address = compat.ffi.new("unsigned char[]", 32)
        self.chosen = b""
        self.addresses: list[bytes] = []
        self.heard_at = self.joined_at = time.monotonic()
        self.is_alive = True
        self.until = 0.0
        self.shown: list[tuple[str, str] | None] = [None] * len(offer.views)
        self.sources: dict[int, Stream] = {}
        self.arrivals = ArrivalLog()
        self.state.arrivals = self.arrivals.state
        self.estimate: int | None = None
        self.quality, self.thrift, self.reach = Quality(), Thrift(), Reach()
        self.pictures_before = 0
        # The most this one is asked to send, None while nothing holds it back.
        self.cap: int | None = None
        self.octets_before = 0
        self.resends, self.looks = MOST_RESENDS, MOST_LOOKS
        self.tracks = {track: Track(track, offer.sent[track]) for track in SENT}
        self.transport_mark = -1
        self.slots: list[tuple[Slot, Slot]] = []
        self.outgoing: dict[int, Slot] = {}
        self._know_sources(offer)
        self._make_slots(offer)

    @property
    def receives(self) -> Any:
        """What opens its packets, None without keys."""
        return self._receives

    @receives.setter
    def receives(self, handle: Any) -> None:
        self._receives = handle
        self.state.receives = ffi.NULL if handle is None else handle

    def _know_sources(self, offer: Offer) -> None:
        number = offer.sent["audio"].extensions.get(TRANSPORT_NUMBER)
        self.transport_mark = number << 4 | 1 if number else -1
        for track in self.tracks.values():
            section = track.section
            for source in section.sources:
                if source not in section.repairs and not section.layers:
                    self._add(track, "", source)
            for repair, media in section.repairs.items():
                if media in self.sources and len(self.sources) < MOST_SOURCES:
                    self.sources.setdefault(repair, self.sources[media])

    def _add(self, track: Track, layer: str, source: int) -> Stream | None:
        plain = track.section.media_payload
        payload = track.section.red_payload or plain
        if plain is None or payload is None or source in self.sources or len(self.sources) >= MOST_SOURCES:
            return None
        repair = track.section.repair_payload(payload)
        stream = Stream(self, track.kind, source, payload, repair)
        stream.plain_payload = plain
        self.sources[source] = track.streams[layer] = stream
        self.state.stream[self.state.streams] = stream.state
        self.state.streams += 1
        return stream

    def _make_slots(self, offer: Offer) -> None:
        for pair in offer.views:
            made = []
            for section in pair:
                slot = Slot(self, section.kind)
                slot.payload, slot.red_payload = section.media_payload or 0, section.red_payload
                slot.repair_payload = section.repair_payload(slot.payload)
                slot.place(section.mid, section.extensions.get(MID), section.extensions.get(SEND_TIME))
                self.outgoing[slot.media] = slot
                made.append(slot)
            self.slots.append((made[0], made[1]))

    def numbers(self, offer: Offer) -> dict[str, OutgoingSource]:
        """Return, by the names of this offer, under which numbers we send."""
        return {
            section.mid: OutgoingSource(slot.media, slot.repair, f"view-{index}")
            for index, (sections, slots) in enumerate(zip(offer.views, self.slots, strict=True))
            for section, slot in zip(sections, slots, strict=True)
        }

    def learn(self, view: memoryview, start: int, source: int) -> Stream | None:
        """Find out by its extensions what an unknown source is; browsers name layers in no other way."""
        found = extensions(view, start)
        camera = self.tracks["camera"].section.extensions
        mid = found.get(camera.get(MID, 0), b"").decode(errors="replace")
        track = next((track for track in self.tracks.values() if track.section.mid == mid), None)
        if track is None:
            return None
        repaired = found.get(camera.get(REPAIRED_RID, 0))
        layer = (repaired or found.get(camera.get(RID, 0), b"")).decode(errors="replace")
        if layer not in (track.section.layers or [""]):
            return None
        if repaired is None:
            old = track.streams.get(layer)
            stream = self._add(track, layer, source)
            if stream is not None:
                self.room.stream_found(self, track, stream, old)
            return stream
        media = track.streams.get(layer)
        if media is not None and len(self.sources) < MOST_SOURCES:
            self.sources[source] = media
        return media

    def move(self, name: bytes) -> None:
        """Send to this address from now on."""
        self.chosen = name
        self.address[0 : len(name)] = name

    def send_plain(self, data: bytes) -> None:
        if self.chosen:
            self.port.send(data, len(data), self.chosen)

    def send_control(self, data: bytes) -> None:
        """Send RTCP under our key."""
        self._send_sealed(data, compat.protect_rtcp)

    def send_media(self, data: bytes) -> None:
        """Send one RTP packet under our key, off the fast path."""
        self._send_sealed(data, compat.protect)

    def _send_sealed(self, data: bytes, protect: Any) -> None:
        if self.keys[1] is None or not self.chosen or len(data) > LONGEST:
            return
        compat.ffi.memmove(_packet, data, len(data))
        _size[0] = len(data)
        if not protect(self.sends, _packet, _size):
            self.port.send(_packet, _size[0], self.chosen)


def extensions(view: memoryview, start: int) -> dict[int, bytes]:
    """Return the header extensions of one byte heads of a packet (RFC 8285)."""
    found: dict[int, bytes] = {}
    at = start + 12 + ((view[start] & 15) << 2)
    if not view[start] & 16 or at + 4 > len(view) or bytes(view[at : at + 2]) != b"\xbe\xde":
        return found
    end = at + 4 + 4 * (view[at + 2] << 8 | view[at + 3])
    at += 4
    while at < min(end, len(view)):
        head = view[at]
        if head == 0:
            at += 1
            continue
        number, length = head >> 4, (head & 15) + 1
        if number == 15:
            break
        found[number] = bytes(view[at + 1 : at + 1 + length])
        at += 1 + length
    return found
