"""The web's side of the media workers: which one has a room, and what is asked of it.

A worker knows rooms and seats by their ids; whoever is not in (`Seat.is_in`) is never named to one.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import orjson
import redis
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rowsecurity.errors import Invalid, Refused

LARGEST_OFFER = 64 * 1024
PATIENCE = 2
KEPT_SECONDS = 10


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


def join(*, room: UUID, seat: UUID, offer: str, until: datetime) -> Joined:
    """Ask the worker of the room to take somebody in. Outside any scope: it may take two seconds."""
    try:
        worker = place(room, live_workers())
        about = {"room": str(room), "peer": str(seat), "offer": offer, "until": int(until.timestamp())}
        answer = _ask(worker, "join", about)
    except (redis.RedisError, OSError, LookupError) as error:
        raise NoRoom(_("The line for video is down. We keep trying; you can also call.")) from error
    match answer.get("refused"):
        case None:
            return Joined(answer["answer"], answer.get("slots"), worker, bool(answer.get("fresh")))
        case "bad_offer":
            raise Invalid(_("Your browser sent something we do not understand. Try another browser."))
        case _:
            raise NoRoom(_("All video rooms are full at this moment. We keep trying; you can also call."))


def put_out(*, room: UUID, seat: UUID) -> None:
    """Media of somebody stop at once, wherever they flow, when the transaction is in the database."""
    transaction.on_commit(lambda: _tell_all("leave", {"room": str(room), "peer": str(seat)}))


def shut(*, room: UUID) -> None:
    """The room is closed for everybody, when the transaction is in the database."""
    transaction.on_commit(lambda: _tell_all("close", {"room": str(room)}))


def last_heard(room: UUID) -> str:
    """Who is where, as a worker told it last (`video.changes`); ids only. For whoever has no socket."""
    try:
        kept = _client(os.getpid()).get(f"video:views:{room}")
        return kept.decode() if isinstance(kept, bytes) else ""
    except redis.RedisError:
        return ""


def live_workers() -> list[str]:
    """The ids of workers that announced themselves in the last three seconds and take new rooms."""
    client = _client(os.getpid())
    keys = sorted(client.scan_iter(match="media:worker:*", count=500))
    facts = client.mget(keys) if keys else []
    known = [
        (key.decode().rpartition(":")[2], orjson.loads(value))
        for key, value in zip(keys, facts, strict=True)
        if value
    ]
    return [worker for worker, fact in known if not fact.get("draining")]


def place(room: UUID, workers: list[str]) -> str:
    """The worker of a room: the highest of one hash each, so that few rooms move when one comes or goes."""
    if not workers:
        raise LookupError("no media worker is there")
    return max(workers, key=lambda worker: hashlib.sha256(f"{worker}|{room}".encode()).digest())


def _ask(worker: str, what: str, about: dict[str, Any]) -> dict[str, Any]:
    client, identity = _client(os.getpid()), str(uuid4())
    client.rpush(f"media:asks:{worker}", orjson.dumps({"ask": identity, "do": what, **about}))
    answer = client.blpop([f"media:answer:{identity}"], timeout=PATIENCE)
    if answer is None:
        raise TimeoutError(what)
    return dict(orjson.loads(answer[1]))


def _tell_all(what: str, about: dict[str, Any]) -> None:
    """Every worker, for a room may have moved; who does not know it does nothing. Nobody waits."""
    try:
        client = _client(os.getpid())
        for key in client.scan_iter(match="media:worker:*", count=500):
            frame = orjson.dumps({"ask": str(uuid4()), "do": what, **about})
            client.rpush(f"media:asks:{key.decode().rpartition(':')[2]}", frame)
    except redis.RedisError:
        # Whoever is out gets no new connection either, and a worker ends what it hears nothing of.
        return


@cache
def _client(process_id: int) -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE + 2, socket_connect_timeout=1)
