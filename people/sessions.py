"""Sessions behind doors: the key is stored hashed, and the login role reads one row by exact hash.

The same key serves a browser as cookie and a program as bearer token. A session ends at its absolute
limit, which is set when its key is made, or when nothing was asked of it for its idle limit
(docs/subsystems/sign-in.md).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection
from django.utils import timezone

from people.events import session_ended
from realtime.events import publish

VERIFIED_AT = "verified_at"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives without a request, and at most."""

    idle: timedelta
    lifetime: timedelta


AT_THE_DOOR = Limits(timedelta(minutes=15), timedelta(hours=1))
PATIENT = Limits(timedelta(minutes=30), timedelta(hours=24))
STAFF = Limits(timedelta(minutes=15), timedelta(hours=12))


def key_hash(key: str) -> bytes:
    """The stored form of a session key."""
    return hashlib.sha256(key.encode()).digest()


class SessionStore(SessionBase):
    """A session; it has a person from the first right factor on, and is verified from the second."""

    person_id: UUID | None = None
    is_verified = False
    # Known when a key is made; a session that is read again keeps what its row says.
    is_strong = False
    label = ""
    limits = AT_THE_DOOR
    _found: str | None = None

    def found(self, person_id: UUID, data: str) -> None:
        """It was read with something else, and is verified."""
        self.person_id, self.is_verified, self._found = person_id, True, data

    def load(self) -> dict[str, Any]:
        if self._found is not None:
            return self.decode(self._found)
        row = _door(
            "SELECT person_id, is_verified, data FROM session_load(%s)", [key_hash(self.session_key or "")]
        )
        if row is None:
            self._session_key = None
            return {}
        self.person_id, self.is_verified = row[0], row[1]
        return self.decode(row[2])

    def exists(self, session_key: str) -> bool:
        return _door("SELECT 1 FROM session_load(%s)", [key_hash(session_key)]) is not None

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self.encode(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        values = [key_hash(self.session_key), self.person_id, self.is_verified, data]
        limits = [self.label, self.expires_at, self.limits.idle, must_create, self.is_strong]
        saved = _door("SELECT session_save(%s, %s, %s, %s, %s, %s, %s, %s, %s)", values + limits)
        if not (saved and saved[0]):
            raise CreateError if must_create else UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            _door("SELECT session_delete(%s)", [key_hash(key)])

    @property
    def expires_at(self) -> datetime:
        """The absolute limit of a key that is made now."""
        return timezone.now() + self.limits.lifetime

    def sign_in(
        self, person_id: UUID, *, is_verified: bool, is_strong: bool = False, limits: Limits = PATIENT
    ) -> None:
        """Bind the session to a person under a new key, so that an older key is worth nothing.

        Of somebody who works somewhere only a strong one is kept as verified; the database sees to that.
        """
        self._get_session()  # type: ignore[attr-defined]
        self.person_id, self.is_verified, self.is_strong = person_id, is_verified, is_strong
        self.limits = limits if is_verified else AT_THE_DOOR
        if is_verified:
            self[VERIFIED_AT] = int(time.time())
        self.cycle_key()

    def was_verified_within(self, span: timedelta) -> bool:
        """Whether a second factor was shown that recently, as changing one asks."""
        return self.is_verified and time.time() - self.get(VERIFIED_AT, 0) <= span.total_seconds()

    def sign_out(self) -> None:
        """End the session and forget its content; open lines and other processes hear of it."""
        person_id = self.person_id
        self.person_id, self.is_verified = None, False
        self.flush()
        if person_id:
            publish(session_ended(person_id))

    @classmethod
    def clear_expired(cls) -> None:
        _door("SELECT session_clear_expired()", [])


def _door(statement: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()
