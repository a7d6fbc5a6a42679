"""Seals what people write. One data key per organisation and generation, wrapped by the key-encryption key.

A sealed value is generation (1 byte) | nonce (12) | ciphertext and tag, bound by its additional data to
the organisation and the place it stands in: moved elsewhere it does not open. AES-256-GCM, NIST SP 800-38D.
Deleting an organisation's wrapped keys shreds everything it ever sealed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from rowsecurity.scopes import scope_organisation

NONCE = 12
# After a rotation every process seals with the new key within this time; opening never waits for it.
FRESH_SECONDS = 60.0
_keys: dict[tuple[UUID, int], AESGCM] = {}
_newest: dict[UUID, int] = {}
_read_at: dict[UUID, float] = {}
_host: ContextVar[UUID | None] = ContextVar("host", default=None)


class CannotOpen(Exception):
    """The value was changed, stands in another place, or its key is gone."""


class AnotherOrganisation(CannotOpen):
    """Work of one organisation asked for the key of another; only a guest may, see `as_guest_of`."""


@contextmanager
def as_guest_of(organisation_id: UUID) -> Iterator[None]:
    """Seal and open for the organisation of a conversation in which the scope's own one takes part.

    The caller got its sealed values through a door that has just checked the participation.
    """
    token = _host.set(organisation_id)
    try:
        yield
    finally:
        _host.reset(token)


def seal(organisation_id: UUID, place: str, text: str) -> bytes:
    """Seal `text` for one place, for example "message|<conversation>|<client id>"."""
    _check_whose(organisation_id)
    generation = newest_generation(organisation_id)
    nonce = os.urandom(NONCE)
    sealed = _key(organisation_id, generation).encrypt(nonce, text.encode(), _place(organisation_id, place))
    return bytes([generation]) + nonce + sealed


def open_sealed(organisation_id: UUID, place: str, value: bytes | memoryview) -> str:
    """Return the text sealed for this place; raises `CannotOpen`."""
    _check_whose(organisation_id)
    value = bytes(value)
    try:
        key = _key(organisation_id, value[0])
        return key.decrypt(value[1 : 1 + NONCE], value[1 + NONCE :], _place(organisation_id, place)).decode()
    except (InvalidTag, IndexError, KeyError) as error:
        raise CannotOpen(place.partition("|")[0]) from error


def new_wrapped_key(organisation_id: UUID, generation: int) -> bytes:
    """A fresh data key as it is stored: wrapped, and bound to its organisation and generation."""
    return _wrap(AESGCM.generate_key(256), organisation_id, generation)


def rewrap(organisation_id: UUID, generation: int, wrapped: bytes | memoryview) -> bytes:
    """The same data key, wrapped by the newest key-encryption key."""
    return _wrap(_unwrap(bytes(wrapped), organisation_id, generation), organisation_id, generation)


def is_known(organisation_id: UUID) -> bool:
    """Whether this process can seal and open for the organisation without asking the database."""
    return time.monotonic() - _read_at.get(organisation_id, -FRESH_SECONDS) < FRESH_SECONDS


def is_ready(organisation_id: UUID, generations: Collection[int] = ()) -> bool:
    """Whether it will still know in a moment, these generations included (the asynchronous path)."""
    age = time.monotonic() - _read_at.get(organisation_id, -FRESH_SECONDS)
    return age < FRESH_SECONDS * 0.9 and all((organisation_id, each) in _keys for each in generations)


def newest_generation(organisation_id: UUID) -> int:
    """The generation that new values are sealed with."""
    if not is_known(organisation_id):
        load(organisation_id)
    return _newest[organisation_id]


def load(organisation_id: UUID) -> None:
    """Read the organisation's wrapped keys again, for example after a rotation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT generation, wrapped FROM organisation_key(%s)", [organisation_id])
        keep(organisation_id, cursor.fetchall())


def keep(organisation_id: UUID, rows: list[tuple[int, bytes]]) -> None:
    """Unwrap and remember keys read elsewhere (the asynchronous path)."""
    for generation, wrapped in rows:
        _keys[organisation_id, generation] = AESGCM(_unwrap(bytes(wrapped), organisation_id, generation))
        _newest[organisation_id] = max(generation, _newest.get(organisation_id, 0))
    _read_at[organisation_id] = time.monotonic()


def _check_whose(organisation_id: UUID) -> None:
    at_work_for = scope_organisation()
    if at_work_for is not None and organisation_id not in (at_work_for, _host.get()):
        raise AnotherOrganisation("key")


def _key(organisation_id: UUID, generation: int) -> AESGCM:
    found = _keys.get((organisation_id, generation))
    if found is None:
        load(organisation_id)
        found = _keys[organisation_id, generation]
    return found


def _wrap(data_key: bytes, organisation_id: UUID, generation: int) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _wrapping_keys()[0].encrypt(nonce, data_key, f"{organisation_id}|{generation}".encode())


def _unwrap(wrapped: bytes, organisation_id: UUID, generation: int) -> bytes:
    bound = f"{organisation_id}|{generation}".encode()
    for key in _wrapping_keys():
        try:
            return key.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
        except InvalidTag:
            continue
    raise CannotOpen("key")


@lru_cache(maxsize=1)
def _wrapping_keys() -> list[AESGCM]:
    return [AESGCM(key) for key in (settings.KEY_ENCRYPTION_KEY, *settings.KEY_ENCRYPTION_KEY_FALLBACKS)]


def _place(organisation_id: UUID, place: str) -> bytes:
    return f"{organisation_id}|{place}".encode()
