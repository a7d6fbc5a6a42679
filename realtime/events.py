"""Thin events: a name, topics and ids. Sent after the commit; a lost one is healed by the next read.

A topic names who listens: "conversation.<id>", "department.<id>", "person.<id>". No text, no names of
people, nothing about health: what an event means is read from the database by each who hears it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from uuid import UUID

import orjson
import redis
import redis.asyncio
from django.conf import settings
from django.db import transaction

CHANNEL = "bd.events"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened (past tense, "message.sent"), who listens, and ids or numbers to read by."""

    name: str
    topics: list[str]
    data: dict[str, Any] = field(default_factory=dict)

    def encode(self) -> bytes:
        return orjson.dumps({"event": self.name, "topics": self.topics, **self.data})


def topic(kind: str, identity: UUID) -> str:
    return f"{kind}.{identity}"


def publish(event: Event) -> None:
    """Send the event once the transaction has committed; without a live connection it is dropped."""
    transaction.on_commit(partial(_send, event))


def _send(event: Event) -> None:
    try:
        _client(os.getpid()).publish(CHANNEL, event.encode())
    except redis.RedisError:
        # Nothing depends on it: every process compares heads every few seconds.
        return


@cache
def _client(process_id: int) -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
