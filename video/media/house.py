"""All rooms of a worker: what the web asks for is done here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from video.media import compat, sdp
from video.media.care import Care, jitter_up
from video.media.echo import DELAYS, EchoRoom
from video.media.forward import Forwarder
from video.media.ice import Credentials, Lite
from video.media.net import Port
from video.media.peer import Peer
from video.media.room import Full, Room, seen_by
from video.media.stalls import Stalls

logger = logging.getLogger(__name__)
# Every browser gets its turn once in as many steps; a step is a hundredth of a second.
STEPS = 10
# Above this share of a core new rooms are refused, above the other one everybody.
FULL_AT, REFUSED_AT = 0.7, 0.9


class House:
    """The rooms, and the port they share."""

    def __init__(self, port: Port, hosts: list[str], publish: Callable[[dict[str, Any]], None]) -> None:
        self.port, self.publish = port, publish
        self.addresses = [sdp.Address(host, port.number) for host in hosts]
        self.lite = Lite()
        self.forwarder = Forwarder(port, self.lite, take_control=self._take_control)
        self.care = Care(self.forwarder)
        self.certificate = compat.new_certificate()
        self.fingerprint = compat.fingerprint(self.certificate)
        self.rooms: dict[str, Room] = {}
        self.load = 0.0
        self.stalls = Stalls()
        self.is_draining = False
        self._step = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def _take_control(self, peer: Peer, data: bytes, now: float) -> None:
        self.care.take_control(peer, data, now)

    def _changed(self, room: Room) -> None:
        described = room.describe() if room.is_told else room.told
        if described != room.told:
            room.told = described
            self.publish(described)

    def refusal(self, room: str) -> str | None:
        """Tell why nobody can come into a room now; who is in a call already may come back to it."""
        is_new = room not in self.rooms
        if self.is_draining and is_new:
            return "draining"
        return "full" if self.load > (FULL_AT if is_new else REFUSED_AT) else None

    def join(self, *, room: str, peer: str, offer: str, until: float, kind: str = "call") -> dict[str, Any]:
        """Let a browser in, or in again, and answer its offer; a `kind` of DELAYS is a room of its own."""
        known = self.rooms.get(room)
        if kind not in ("call", *DELAYS) or (known and known.kind != kind):
            return {"refused": "other_kind"}
        try:
            read = sdp.read(offer)
        except sdp.BadOffer as refused:
            logger.info("an offer was turned down: %s", refused)
            return {"refused": "bad_offer"}
        before = known.peers.get(peer) if known else None
        if (
            before is not None
            and before.fingerprint == read.fingerprint
            and len(before.slots) == len(read.views)
        ):
            before.until = until
            self._restart(before, read)
            return self._answer(before, read, is_new=False)
        refused_as = self.refusal(room)
        if refused_as:
            return {"refused": refused_as}
        try:
            came = self._enter(known or self._new_room(room, kind), peer, read, before)
        except Full:
            return {"refused": "full"}
        came.until = until
        return self._answer(came, read, is_new=True)

    def _new_room(self, name: str, kind: str) -> Room:
        return EchoRoom(name, self._changed, kind) if kind in DELAYS else Room(name, self._changed)

    def _enter(self, room: Room, peer: str, offer: sdp.Offer, before: Peer | None) -> Peer:
        seat = before.seat if before else room.free_seat()
        if before:
            self._out(before)
        came = Peer(
            name=peer, room=room, seat=seat, port=self.port, certificate=self.certificate, offer=offer
        )
        # The room went with the last one in it.
        self.rooms[room.name] = room
        self.lite.admit(came.credentials[0], came)
        came.dtls.when_closed(lambda: self.leave(room=room.name, peer=peer, only=came))
        came.task = asyncio.ensure_future(self._shake_hands(came))
        room.add(came, time.monotonic())
        return came

    async def _shake_hands(self, peer: Peer) -> None:
        if not await peer.dtls.shake_hands(peer.hash_name, peer.fingerprint):
            return
        peer.keys = peer.dtls.sessions()
        peer.receives, peer.sends = (compat.handle(session) for session in peer.keys)
        peer.room.arrange(time.monotonic())

    def _restart(self, peer: Peer, offer: sdp.Offer) -> None:
        """Give new credentials for the same keys; the old ones hold until a later restart."""
        if offer.fragment == peer.fragment:
            return
        peer.fragment = offer.fragment
        peer.heard_at = time.monotonic()
        peer.credentials.append(Credentials.new())
        self.lite.admit(peer.credentials[-1], peer)
        if len(peer.credentials) > 2:
            self.lite.dismiss(peer.credentials.pop(0))

    def _answer(self, peer: Peer, offer: sdp.Offer, *, is_new: bool) -> dict[str, Any]:
        credentials = peer.credentials[-1]
        text = sdp.answer(
            offer,
            fragment=credentials.fragment,
            password=credentials.password,
            fingerprint=self.fingerprint,
            addresses=self.addresses,
            sources=peer.numbers(offer),
        )
        return {"answer": text, "slots": seen_by(peer), "fresh": is_new}

    def leave(self, *, room: str, peer: str, only: Peer | None = None) -> dict[str, Any]:
        """Take somebody out now; with `only`, unless they came back with another browser."""
        found = self.rooms.get(room)
        gone = found.peers.get(peer) if found else None
        if gone is not None and only in (None, gone):
            self._out(gone)
        return {"left": gone is not None}

    def _out(self, peer: Peer) -> None:
        room: Room = peer.room
        farewell = asyncio.ensure_future(peer.dtls.stop())
        # What it still has to say goes to an address we are about to forget.
        farewell.add_done_callback(lambda _: self._forget(peer))
        self._tasks.add(farewell)
        farewell.add_done_callback(self._tasks.discard)
        peer.receives = None
        room.remove(peer, time.monotonic())
        if not room.peers:
            self.rooms.pop(room.name, None)

    def _forget(self, peer: Peer) -> None:
        self.forwarder.forget(peer)
        peer.handshakes.end()
        if peer.task is not None:
            peer.task.cancel()

    def close(self, *, room: str) -> dict[str, Any]:
        """End a room for everybody in it."""
        found = self.rooms.get(room)
        for peer in list(found.peers.values()) if found else []:
            self._out(peer)
        return {"closed": found is not None}

    def give_up(self, *, room: str) -> None:
        """Let go of a room that is another worker's, without a word: who is where is said by that one."""
        found = self.rooms.get(room)
        if found is not None:
            found.is_told = False
            self.close(room=room)

    def show(self, *, room: str, **peers: list[str]) -> dict[str, Any]:
        """Say who is `pinned` (the best picture), `muted` (not heard) and `held` (nothing in or out)."""
        found = self.rooms.get(room)
        if found is None:
            return {"refused": "no_room"}
        pinned, muted, held = (set(peers.get(what) or ()) for what in ("pinned", "muted", "held"))
        found.show(pinned=pinned, muted=muted, held=held, now=time.monotonic())
        return {"shown": True}

    def tell(self) -> dict[str, Any]:
        """Tell of every room again, because whoever listens may have missed it."""
        told = [room for room in self.rooms.values() if room.is_told]
        for room in told:
            room.told = room.describe()
            self.publish(room.told)
        return {"told": len(told)}

    def stats(self, *, room: str) -> dict[str, Any]:
        """Return how well everybody is connected."""
        found, now = self.rooms.get(room), time.monotonic()
        return {
            "load": self.load,
            "peers": [
                {
                    "peer": peer.name,
                    "alive": peer.is_alive,
                    "connected": peer.receives is not None,
                    **peer.quality.told(jitter_up=jitter_up(peer), now=now),
                    "estimate": peer.estimate,
                    "forged": peer.forged,
                    "pinned": found is not None and peer.name in found.pinned,
                }
                for peer in (found.peers.values() if found else ())
            ],
        }

    def step(self) -> None:
        """Take care of a tenth of the browsers, so that no turn takes long."""
        now, seconds = time.monotonic(), time.time()
        self._step += 1
        share, report_share = self._step % STEPS, self._step // STEPS % STEPS
        for room in [room for room in self.rooms.values() if isinstance(room, EchoRoom)]:
            room.play(now)
        everybody = [peer for room in self.rooms.values() for peer in room.peers.values()]
        for position in range(share, len(everybody), STEPS):
            peer = everybody[position]
            if self.care.turn(peer, now):
                peer.room.arrange(now)
            if position // STEPS % STEPS == report_share:
                self._look_after(peer.room, peer, now, seconds)

    def _look_after(self, room: Room, peer: Peer, now: float, seconds: float) -> None:
        if self.care.is_over(peer, now, seconds):
            self._out(peer)
            return
        self.care.report(peer, now)
        if len(room.peers) > 3:
            room.arrange(now)
