"""The web's side of the media workers: what is asked of the one that has a room.

A worker knows rooms and seats by their ids; whoever is not in (`Seat.is_in`) is never named to one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from rowsecurity.errors import Invalid, Refused
from video.media_client import DirectClient

LARGEST_OFFER = 64 * 1024


class NoRoom(Refused):
    """No worker takes the room now; the page tries again by itself."""

    status = 503


@dataclass(frozen=True, slots=True)
class Joined:
    """What a worker answered: its description, who is where, and which worker it is."""

    answer: str
    slots: Any
    worker: str
    # The worker knew nothing of this browser: what was agreed before is gone.
    is_fresh: bool


class Kind(StrEnum):
    """What a room is for: a call, or a room of one in which one gets one's own sound and pictures back."""

    CALL = "call"
    # After two seconds: how do I look and sound?
    ECHO = "echo"
    # At once: for five seconds, to measure the line.
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Measured:
    """The line of somebody in the last five seconds, the worse of both ways; None for what is not known."""

    # The part of the packets that was lost, before repair.
    loss: float | None
    rtt_ms: float | None
    jitter_ms: float | None
    # Bits a second the browser thinks it can receive.
    estimate: int | None


def not_understood() -> str:
    """What somebody reads whose browser sent nonsense."""
    return _("Your browser sent something we do not understand. Try another browser.")


def checked_offer(offer: Any) -> str:
    """The offer of a browser, if it is text that is not too long."""
    try:
        # Half a surrogate pair is text to JSON, and to nobody else.
        is_text = isinstance(offer, str) and 0 < len(offer.encode()) <= LARGEST_OFFER
    except UnicodeEncodeError:
        is_text = False
    if not is_text:
        raise Invalid(not_understood())
    return str(offer)


def join(*, room: UUID, seat: UUID, offer: str, until: datetime, kind: Kind = Kind.CALL) -> Joined:
    """Ask the worker of the room to take somebody in. Outside any scope: it may take two seconds."""
    try:
        answer = _client(os.getpid()).ask(
            str(room), "join", peer=str(seat), offer=offer, until=int(until.timestamp()), kind=kind
        )
    except (redis.RedisError, OSError) as error:
        raise NoRoom(_down()) from error
    match answer.get("refused"):
        case None:
            return Joined(answer["answer"], answer["slots"], answer["worker"], bool(answer["fresh"]))
        case "bad_offer":
            raise Invalid(not_understood())
        case "full" | "draining":
            raise NoRoom(_("All video rooms are full at this moment. We keep trying; you can also call."))
        case _:
            raise NoRoom(_down())


def measured(*, room: UUID, seat: UUID) -> Measured | None:
    """What the worker saw of the line of somebody; None when they are not there. Outside any scope."""
    try:
        answer = _client(os.getpid()).ask(str(room), "stats")
    except (redis.RedisError, OSError) as error:
        raise NoRoom(_down()) from error
    found = next((each for each in answer.get("peers", ()) if each["peer"] == str(seat)), None)
    names = ("loss", "rtt_ms", "jitter_ms", "estimate")
    return Measured(**{name: found[name] for name in names}) if found else None


def put_out(*, room: UUID, seat: UUID) -> None:
    """Media of somebody stop at once, when the transaction is in the database."""
    transaction.on_commit(lambda: _tell(room, "leave", peer=str(seat)))


def put_out_now(*, room: UUID, seat: UUID) -> None:
    """The same at once, where no transaction is open."""
    _tell(room, "leave", peer=str(seat))


def pin(*, room: UUID, seats: Collection[UUID]) -> None:
    """These are always sent in their best picture, when the transaction is in the database."""
    pinned = list(map(str, seats))
    transaction.on_commit(lambda: _tell(room, "show", pinned=pinned, muted=[], held=[]))


def put_out_strays(*, room: UUID, allowed: Collection[UUID]) -> None:
    """Ask once more for whoever a worker told of last and who is not in: an ask may have been lost."""
    for seat in _peers(last_heard(room)) - set(map(str, allowed)):
        put_out(room=room, seat=UUID(seat))


def _peers(told: str) -> set[str]:
    return {each["peer"] for each in json.loads(told).get("peers", [])} if told else set()


def shut(*, room: UUID) -> None:
    """The room is closed for everybody, when the transaction is in the database."""
    transaction.on_commit(lambda: _tell(room, "close"))


def last_heard(room: UUID) -> str:
    """Who is where, as a worker told it last (`video.changes`); ids only. For whoever has no socket."""
    try:
        kept = _valkey(os.getpid()).get(f"video:views:{room}")
    except redis.RedisError:
        return ""
    return kept.decode() if isinstance(kept, bytes) else ""


def _down() -> str:
    return _("The line for video is down. We keep trying; you can also call.")


def _tell(room: UUID, what: str, **fields: Any) -> None:
    try:
        # The database connection of the request is in hand: nobody waits for an answer.
        _client(os.getpid()).tell(str(room), what, **fields)
    except (redis.RedisError, OSError):
        # Whoever is out gets no new connection either, and a worker ends what it hears nothing of.
        return


@cache
def _client(process_id: int) -> DirectClient:
    return DirectClient(settings.REDIS_URL)


@cache
def _valkey(process_id: int) -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1)
    )
