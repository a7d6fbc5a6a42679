"""Sessions behind doors: the key is stored hashed, and the login role reads one row by exact hash.

The same key serves a browser as cookie and a program as bearer token.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection
from django.utils import timezone

LIFETIME = timedelta(hours=12)


def key_hash(key: str) -> bytes:
    """The stored form of a session key."""
    return hashlib.sha256(key.encode()).digest()


class SessionStore(SessionBase):
    """A session; `person_id` is None until a right first factor, `is_verified` False until the second."""

    person_id: UUID | None = None
    is_verified = False
    label = ""

    def load(self) -> dict[str, Any]:
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
        values = [
            key_hash(self.session_key),
            self.person_id,
            self.is_verified,
            data,
            self.label,
            self.expires_at,
        ]
        saved = _door("SELECT session_save(%s, %s, %s, %s, %s, %s, %s)", [*values, must_create])
        if not (saved and saved[0]):
            raise CreateError if must_create else UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            _door("SELECT session_delete(%s)", [key_hash(key)])

    @property
    def expires_at(self) -> datetime:
        """Absolute limit, counted from the last change of what the session holds."""
        return timezone.now() + LIFETIME

    def sign_in(self, person_id: UUID, *, is_verified: bool) -> None:
        """Bind the session to a person under a new key, so that an older key is worth nothing."""
        self._get_session()  # type: ignore[attr-defined]
        self.person_id, self.is_verified = person_id, is_verified
        self.cycle_key()

    def sign_out(self) -> None:
        """End the session and forget its content."""
        self.person_id, self.is_verified = None, False
        self.flush()

    @classmethod
    def clear_expired(cls) -> None:
        _door("SELECT session_clear_expired()", [])


def _door(statement: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()
