"""Packs what is read into a zip file while it is read: nothing is ever held whole."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in the copy; what is packed already is not packed again."""

    name: str
    pieces: Iterable[bytes]
    is_packed: bool = False


class _Sink:
    """Where the zip file is written to: what came in is taken out before the next comes."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, piece: bytes) -> int:
        self._waiting += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece


def pack(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The zip file, piece by piece."""
    sink, now = _Sink(), timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(sink, "w", allowZip64=True) as archive:
        for entry in entries:
            about = zipfile.ZipInfo(entry.name, date_time=now)
            about.compress_type = zipfile.ZIP_STORED if entry.is_packed else zipfile.ZIP_DEFLATED
            about.external_attr = 0o600 << 16
            with archive.open(about, "w", force_zip64=True) as out:
                for piece in entry.pieces:
                    out.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()
