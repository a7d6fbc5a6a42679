"""Where the bytes are: a folder, or a service that speaks S3. They are sealed before they go there.

An object is one part of one file, under a random name. Nothing here asks who may read: that is decided, in a
scope, by whoever fetched the row; no scope is needed and none should be open while bytes move.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import Storage, storages

from files import places, sealed
from files.models import StoredFile
from tenants import envelope

RECEIVED, FULL, SMALL = "received", "full", "small"
PARTS = (RECEIVED, FULL, SMALL)
_IN_MEMORY = 1024 * 1024


def new_key(organisation_id: UUID, file_id: UUID) -> bytes:
    """A fresh key for one file, sealed for its row."""
    fresh = base64.b64encode(os.urandom(32)).decode()
    return envelope.seal(organisation_id, places.key(file_id), fresh)


def keep(file: StoredFile, part: str, chunks: Iterable[bytes]) -> None:
    """Seal and store one part; replaces what an earlier attempt left."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spooled:
        for piece in sealed.seal(_key(file), _bound(file, part), chunks):
            spooled.write(piece)
        spooled.seek(0)
        _storage().save(_name(file, part), File(spooled))


def content(file: StoredFile, part: str) -> Iterator[bytes]:
    """The bytes of one part, piece by piece."""
    with _storage().open(_name(file, part), "rb") as stream:
        readable: Any = stream
        yield from sealed.open_sealed(_key(file), _bound(file, part), readable)


def discard(file: StoredFile, *parts: str) -> None:
    """Remove these parts, or all; what is not there is gone already."""
    for part in parts or PARTS:
        _storage().delete(_name(file, part))


def _storage() -> Storage:
    return storages["files"]


def _name(file: StoredFile, part: str) -> str:
    return f"{file.store_name[:2]}/{file.store_name}.{part}"


def _key(file: StoredFile) -> bytes:
    opened = envelope.open_sealed(file.organisation_id, places.key(file.id), file.key_sealed)
    return base64.b64decode(opened)


def _bound(file: StoredFile, part: str) -> bytes:
    return places.part(file.organisation_id, file.id, part)
