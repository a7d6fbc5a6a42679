"""The photos and files that go with messages, in a copy: where each stands, and the packing of all."""

from __future__ import annotations

import io
import logging
import zipfile
from uuid import UUID

from downloads.talks import Enclosed
from files import kinds, store
from files.models import StoredFile
from files.names import given_back
from rowsecurity.scopes import job_scope
from tenants.envelope import CannotOpen

logger = logging.getLogger("downloads")
FOLDER = "bijlagen"
MOST_BYTES = 100 * 1024 * 1024


class Enclosure:
    """Gives files their places; what does not fit any more is named and left out."""

    def __init__(self) -> None:
        self.inside: list[Enclosed] = []
        self.size = 0

    def take(self, file: StoredFile) -> Enclosed:
        """One file as the text and the data of the copy name it."""
        title = given_back(file.name, file.kind)
        fits = file.is_ready and self.size + file.size <= MOST_BYTES
        path = f"{FOLDER}/{len(self.inside) + 1:03d}-{_as_path(title)}" if fits else ""
        media_type = kinds.MEDIA_TYPES[StoredFile.Kind(file.kind)]
        enclosed = Enclosed(file.id, title, media_type, file.size, path)
        if fits:
            self.inside.append(enclosed)
            self.size += file.size
        return enclosed

    def pack(self, organisation_id: UUID, name: str, content: bytes) -> bytes:
        """The copy with its files as one packed file; without files the copy as it is."""
        if not self.inside:
            return content
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
            for enclosed in self.inside:
                self._add(archive, organisation_id, enclosed)
        return packed.getvalue()

    def _add(self, archive: zipfile.ZipFile, organisation_id: UUID, enclosed: Enclosed) -> None:
        try:
            with job_scope(organisation_id):
                file = StoredFile.objects.get(id=enclosed.file_id)
                content = b"".join(store.content(file, store.FULL))
        except (StoredFile.DoesNotExist, CannotOpen, OSError) as error:
            logger.error("file %s is not in a download: %s", enclosed.file_id, type(error).__name__)
        else:
            archive.writestr(enclosed.path, content, zipfile.ZIP_STORED)


def is_packed(content: bytes) -> bool:
    """Whether files were packed with a copy."""
    return content.startswith(b"PK")


def _as_path(title: str) -> str:
    """A name that is one on every system, whatever somebody's device called it."""
    allowed = (sign if sign.isalnum() or sign in "-_. " else "_" for sign in title)
    return "".join(allowed).strip(". ") or "bestand"
