"""A room without handshakes: real sockets and real keys, so that each packet that comes out can be read."""

from __future__ import annotations

import socket
import struct
from typing import NamedTuple

from pylibsrtp import Error, Policy, Session

from tests.video.media import offers
from video.media import compat, sdp
from video.media.care import Care
from video.media.echo import EchoRoom
from video.media.forward import Forwarder
from video.media.ice import Lite
from video.media.net import Port, name_of
from video.media.peer import Peer
from video.media.room import Room

PROFILE = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
KEY_LENGTH = 28
CERTIFICATE = compat.new_certificate()
# The beginning of a picture that needs no other, and of one that does, as VP8 in RTP has them.
WHOLE, CHANGE = b"\x10\x00\x00\x00", b"\x10\x01\x00\x00"


class Packet(NamedTuple):
    """A packet as it came out, opened."""

    payload_type: int
    marker: bool
    number: int
    clock: int
    source: int
    payload: bytes
    raw: bytes


def session(key: int, direction: int) -> Session:
    policy = Policy(key=bytes([key]) * KEY_LENGTH, ssrc_type=direction, srtp_profile=PROFILE)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return Session(policy)


class End:
    """One participant: a socket, keys, and its peer in the room."""

    def __init__(self, line: Line, number: int, **offered: object) -> None:
        self.line = line
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.setblocking(False)
        self.tx = session(2 * number + 1, Policy.SSRC_ANY_OUTBOUND)
        self.rx = session(2 * number + 2, Policy.SSRC_ANY_INBOUND)
        self.peer = Peer(
            name=f"peer-{number}",
            room=line.room,
            seat=line.room.free_seat(),
            port=line.port,
            certificate=CERTIFICATE,
            offer=sdp.read(offers.offer(**offered)),
        )
        self.peer.keys = (
            session(2 * number + 1, Policy.SSRC_ANY_INBOUND),
            session(2 * number + 2, Policy.SSRC_ANY_OUTBOUND),
        )
        self.peer.receives, self.peer.sends = map(compat.handle, self.peer.keys)
        name = name_of("127.0.0.1", self.socket.getsockname()[1])
        line.forwarder._add_address(self.peer, name)
        self.peer.move(name)
        line.room.add(self.peer, 0.0)
        self.control: list[bytes] = []

    def send(self, source: int, number: int, payload: bytes, **more: int) -> None:
        """Send one packet and let the worker forward it."""
        self.put(self.packet(source, number, payload, **more))
        self.line.forwarder.pump()

    def packet(
        self,
        source: int,
        number: int,
        payload: bytes,
        *,
        clock: int | None = None,
        payload_type: int | None = None,
        marker: int = 1,
        transport: int | None = None,
    ) -> bytes:
        kind = {offers.SOUND: offers.AUDIO, offers.REPEATS: offers.REPAIR}.get(source, offers.VIDEO)
        extension = (
            b""
            if transport is None
            else struct.pack("!HHBH", 0xBEDE, 1, offers.TRANSPORT << 4 | 1, transport) + b"\0"
        )
        head = struct.pack(
            "!BBHII",
            0x90 if extension else 0x80,
            marker << 7 | (payload_type or kind),
            number & 0xFFFF,
            (number * 3000 if clock is None else clock) & 0xFFFFFFFF,
            source,
        )
        return self.tx.protect(head + extension + payload)

    def put(self, data: bytes) -> None:
        self.socket.sendto(data, ("127.0.0.1", self.line.port.number))

    def tell(self, control: bytes) -> None:
        """Send RTCP."""
        self.put(self.tx.protect_rtcp(control))
        self.line.forwarder.pump()

    def take(self) -> list[Packet]:
        """Return the packets that came, and keep the RTCP apart; what cannot be opened is a fault."""
        found = []
        while True:
            try:
                data = self.socket.recv(4096)
            except BlockingIOError:
                return found
            if 192 <= data[1] <= 223:
                self.control.append(self.rx.unprotect_rtcp(data))
            else:
                found.append(opened(self.rx.unprotect(data)))

    def close(self) -> None:
        self.socket.close()


class Line:
    """A worker's forwarder with one room."""

    def __init__(self, ends: int = 2, *, kind: str = "call", **offered: object) -> None:
        self.port = Port(["127.0.0.1"], 0)
        self.forwarder = Forwarder(self.port, Lite(), take_control=self._take_control)
        self.care = Care(self.forwarder)
        self.told: list[dict] = []
        changed = lambda room: self.told.append(room.describe())  # noqa: E731
        self.room = Room("room", changed) if kind == "call" else EchoRoom("room", changed, kind)
        self.ends = [End(self, number, **offered) for number in range(ends)]
        # Each hears of the others when all have their keys.
        self.room.arrange(0.0)

    def _take_control(self, peer: Peer, data: bytes, now: float) -> None:
        self.care.take_control(peer, data, now)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        for end in self.ends:
            end.close()
        self.port.close()


def opened(data: bytes) -> Packet:
    first, second, number, clock, source = struct.unpack_from("!BBHII", data)
    start = 12 + 4 * (first & 15)
    if first & 16:
        start += 4 + 4 * struct.unpack_from("!H", data, start + 2)[0]
    return Packet(second & 127, bool(second & 128), number, clock, source, data[start:], data)


__all__ = ["CHANGE", "WHOLE", "Error", "Line", "Packet"]
