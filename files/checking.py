"""Looks at what came in: claims files over all organisations through one door, then works in one at a time.

A claim is a lease: a worker that dies loses it, and another one does the whole again, which gives the same.
The bytes are read, scanned and decoded between two transactions. Whatever cannot be decided is not shown.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from files import decoding, kinds, scanner, store
from files.models import StoredFile
from rowsecurity.scopes import job_scope
from tenants.envelope import CannotOpen

logger = logging.getLogger("files")
BATCH = 4
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that is ours until its lease ends."""

    file_id: UUID
    organisation_id: UUID
    attempts: int


class Refusal(Exception):
    """It may not be given to anybody; `reason` is one of `StoredFile.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_due() -> int:
    """Look at everything that waits and return how much that was. Outside any scope."""
    looked = 0
    while claims := claim():
        for ours in claims:
            check(ours)
        looked += len(claims)
    return looked


def claim(number: int = BATCH) -> list[Claim]:
    """Lease files that wait; two workers never get the same one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, organisation_id, attempts FROM claim_files_to_check(%s)", [number])
        return [Claim(*row) for row in cursor.fetchall()]


def check(ours: Claim) -> None:
    """Look at one file and write down what was found; what goes wrong is tried again later."""
    with job_scope(ours.organisation_id):
        file = StoredFile.objects.filter(id=ours.file_id, state=StoredFile.State.CHECKING).first()
    if file is None:  # taken back meanwhile
        return
    try:
        found = look_at(file)
    except Refusal as refusal:
        store.discard(file)
        _close(file, state=StoredFile.State.REFUSED, reason=refusal.reason)
    except Exception as error:  # the border of a process: one bad file must not stop the others
        # Class names only: an error text may quote what was sent.
        logger.error("file %s not looked at: %s", file.id, type(error).__name__)
        _again(ours, file)
    else:
        _close(file, state=StoredFile.State.READY, **found)
        store.discard(file, store.RECEIVED)


def look_at(file: StoredFile) -> dict[str, int | str]:
    """Keep what may be shown of a file and return what is known of it; raises `Refusal`."""
    received = b"".join(store.content(file, store.RECEIVED))
    if hashlib.sha256(received).digest() != bytes(file.checksum):
        raise CannotOpen("file")
    if not scanner.is_clean([received]):
        raise Refusal(StoredFile.Reason.VIRUS)
    kind = kinds.recognise(received[:32])
    if kind is None:
        raise Refusal(StoredFile.Reason.KIND)
    return _keep_document(file, received) if kind == kinds.DOCUMENT else _keep_picture(file, received)


def _keep_picture(file: StoredFile, received: bytes) -> dict[str, int | str]:
    try:
        picture = decoding.make_anew(received)
    except decoding.NotDecoded as error:
        raise Refusal(error.reason) from error
    store.keep(file, store.FULL, [picture.full])
    store.keep(file, store.SMALL, [picture.small])
    return {
        "kind": picture.kind,
        "size": len(picture.full),
        "small_size": len(picture.small),
        "width": picture.width,
        "height": picture.height,
    }


def _keep_document(file: StoredFile, received: bytes) -> dict[str, int | str]:
    """A PDF stays as it is; it is only ever downloaded."""
    if b"%%EOF" not in received[-2048:]:
        raise Refusal(StoredFile.Reason.BROKEN)
    store.keep(file, store.FULL, [received])
    return {"kind": StoredFile.Kind.PDF, "size": len(received)}


def _close(file: StoredFile, **changes: object) -> None:
    with job_scope(file.organisation_id):
        left = StoredFile.objects.filter(id=file.id, state=StoredFile.State.CHECKING)
        if (
            not left.update(lease_until=None, **changes)
            and not StoredFile.objects.filter(id=file.id).exists()
        ):
            store.discard(file)  # taken back while we looked


def _again(ours: Claim, file: StoredFile) -> None:
    if ours.attempts >= MOST_ATTEMPTS:
        store.discard(file)
        return _close(file, state=StoredFile.State.REFUSED, reason=StoredFile.Reason.UNCHECKED)
    pause = FIRST_PAUSE * 2 ** (ours.attempts - 1)
    _close(file, state=StoredFile.State.RECEIVED, not_before=Now() + pause)
