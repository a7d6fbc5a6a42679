"""Receiving a file, taking it back, and giving it to what it was meant for.

Bytes move between scopes, never inside one: `begin` (a scope), `receive` (no scope), `finish` (a scope).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from files import places, store, tasks, wording
from files.limits import LARGEST_FILE, MOST_FILES
from files.models import StoredFile
from files.names import cleaned
from people.models import Patient
from rowsecurity.errors import NotFound, Refused
from tenants import envelope


class TooLarge(Refused):
    """More bytes than one file may have."""

    status = 413


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody is about to send. The same `client_id` again is the same file."""

    meant_for: UUID
    client_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Received:
    """What came in, before it was looked at."""

    size: int
    checksum: bytes


def being_added(*, uploader_id: UUID, meant_for: UUID) -> QuerySet[StoredFile]:
    """What this person added and did not send yet, in the order of adding."""
    rows = StoredFile.objects.filter(uploader_id=uploader_id, meant_for=meant_for, attached_at=None)
    rows = rows.filter(kept_for=None).exclude(state=StoredFile.State.RECEIVING)
    return rows.order_by("created_at", "id")


def keep_for(holder_id: UUID, files: Collection[StoredFile]) -> None:
    """They go with an answer that waits, and are nobody's to send or take back meanwhile."""
    StoredFile.objects.filter(id__in=[file.id for file in files]).update(kept_for=holder_id)


def kept_for(*holders: UUID) -> QuerySet[StoredFile]:
    """What waits with these answers, in the order of adding."""
    return StoredFile.objects.filter(kept_for__in=holders, attached_at=None).order_by("created_at", "id")


def let_go(holder_id: UUID) -> None:
    """The answer is not sent: its files are with their uploader again, until they are forgotten."""
    kept_for(holder_id).update(kept_for=None)


def begin(*, patient: Patient, uploader_id: UUID, upload: Upload) -> StoredFile:
    """Make the row before the first byte is stored, so that nothing in the store is without one."""
    known = StoredFile.objects.filter(uploader_id=uploader_id, client_id=upload.client_id).first()
    if known and known.meant_for != upload.meant_for:
        raise NotFound(wording.not_there())
    if known:
        return known
    refuse_more(uploader_id=uploader_id, meant_for=upload.meant_for)
    file_id, organisation_id = uuid4(), patient.organisation_id
    file = StoredFile(
        id=file_id,
        organisation_id=organisation_id,
        patient=patient,
        uploader_id=uploader_id,
        meant_for=upload.meant_for,
        client_id=upload.client_id,
        name_sealed=envelope.seal(organisation_id, places.name(file_id), cleaned(upload.name)),
        key_sealed=store.new_key(organisation_id, file_id),
    )
    file.save(force_insert=True)
    return file


def refuse_more(*, uploader_id: UUID, meant_for: UUID) -> None:
    """Raise `Refused` when as much waits to be sent as goes with one message."""
    waiting = being_added(uploader_id=uploader_id, meant_for=meant_for).exclude(
        state=StoredFile.State.REFUSED
    )
    if waiting.count() >= MOST_FILES:
        raise Refused(wording.too_many())


def receive(*, file: StoredFile, chunks: Iterable[bytes]) -> Received:
    """Store what comes in, sealed; raises `TooLarge`. Outside any scope."""
    counter = _Counter(chunks)
    try:
        store.keep(file, store.RECEIVED, counter)
    except TooLarge:
        store.discard(file, store.RECEIVED)
        raise
    return Received(counter.size, counter.digest.digest())


def finish(*, file: StoredFile, received: Received) -> StoredFile:
    """It is in: a worker may look at it. In the uploader's scope."""
    rows = StoredFile.objects.filter(id=file.id, state=StoredFile.State.RECEIVING)
    rows.update(
        state=StoredFile.State.RECEIVED, size=received.size, checksum=received.checksum, not_before=Now()
    )
    transaction.on_commit(tasks.poke)
    file.state = StoredFile.State.RECEIVED
    return file


def take_back(*, file: StoredFile) -> None:
    """Remove a file that was not sent, with everything in the store. In the uploader's scope."""
    found = StoredFile.objects.select_for_update(of=("self",)).filter(id=file.id, attached_at=None).first()
    if found:
        store.discard(found)
        found.delete()


def to_send(*, uploader_id: UUID, meant_for: UUID, file_ids: Collection[UUID]) -> list[StoredFile]:
    """Lock files that go with a message, in the order named; raises `Refused` with what to do.

    They must be ready, this person's own, added here, and not sent before.
    """
    if len(file_ids) > MOST_FILES:
        raise Refused(wording.too_many())
    rows = StoredFile.objects.select_for_update(of=("self",)).filter(
        id__in=file_ids, uploader_id=uploader_id, meant_for=meant_for, attached_at=None, kept_for=None
    )
    found = {file.id: file for file in rows.order_by("id")}
    if len(found) != len(set(file_ids)):
        raise Refused(wording.gone())
    if refused := next((file for file in found.values() if file.is_refused), None):
        raise Refused(wording.refusal(refused.reason))
    if not all(file.is_ready for file in found.values()):
        raise Refused(wording.not_ready())
    return [found[file_id] for file_id in dict.fromkeys(file_ids)]


def mark_sent(files: Collection[StoredFile]) -> None:
    """They belong to a message now, and stay."""
    StoredFile.objects.filter(id__in=[file.id for file in files]).update(attached_at=Now())


def access_being_added(*, uploader_id: UUID, meant_for: UUID, file_id: UUID) -> StoredFile:
    """One's own file that was not sent yet."""
    file = being_added(uploader_id=uploader_id, meant_for=meant_for).filter(id=file_id).first()
    if file is None:
        raise NotFound(wording.not_there())
    return file


def access_own_draft(*, uploader_id: UUID, file_id: UUID) -> StoredFile:
    """One's own file that was not sent yet, whatever it is meant for."""
    rows = StoredFile.objects.filter(uploader_id=uploader_id, attached_at=None)
    file = rows.exclude(state=StoredFile.State.RECEIVING).filter(id=file_id).first()
    if file is None:
        raise NotFound(wording.not_there())
    return file


class _Counter:
    """Counts and hashes what flows through, and stops at the limit."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            if self.size > LARGEST_FILE:
                raise TooLarge(wording.too_large())
            self.digest.update(chunk)
            yield chunk
