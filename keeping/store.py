"""Where a finished copy is: with the files, in one sealed object. No scope is open while bytes move."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages

from files import sealed
from keeping import places
from keeping.models import Everything
from tenants import envelope


def new_key(copy: Everything) -> bytes:
    """A fresh key for one copy, sealed for its row."""
    fresh = base64.b64encode(os.urandom(32)).decode()
    return envelope.seal(copy.organisation_id, places.key(copy.id), fresh)


def keep(copy: Everything, chunks: Iterable[bytes]) -> int:
    """Seal and store; returns how many bytes came in. What stands on a disk meanwhile is sealed as well."""
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            size += len(chunk)
            yield chunk

    with tempfile.TemporaryFile() as waiting:
        for piece in sealed.seal(_key(copy), _bound(copy), counted()):
            waiting.write(piece)
        waiting.seek(0)
        discard(copy)
        _storage().save(_name(copy), File(waiting))
    return size


def content(copy: Everything) -> Iterator[bytes]:
    """The bytes, opened piece by piece."""
    key = _key(copy)
    with _storage().open(_name(copy), "rb") as stream:
        readable: Any = stream
        yield from sealed.open_sealed(key, _bound(copy), readable)


def discard(copy: Everything) -> None:
    """Remove it; what is not there is gone already."""
    _storage().delete(_name(copy))


def _storage() -> Storage:
    return storages["files"]


def _name(copy: Everything) -> str:
    return f"{copy.store_name[:2]}/{copy.store_name}.everything"


def _key(copy: Everything) -> bytes:
    assert copy.key_sealed is not None
    opened = envelope.open_sealed(copy.organisation_id, places.key(copy.id), bytes(copy.key_sealed))
    return base64.b64decode(opened)


def _bound(copy: Everything) -> bytes:
    return places.content(copy.organisation_id, copy.id)
