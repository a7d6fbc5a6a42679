"""Photos and files of a conversation that a department takes part in: reading them, and adding one's own.

Rows and bytes stay with the organisation of the conversation, sealed with its keys; its worker looks at what
was added. What opens a name or a key happens inside `envelope.as_guest_of`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from conversations.timeline import Entry
from files import places, store, tasks, wording
from files.actions import Received, Upload
from files.limits import MOST_FILES
from files.models import StoredFile, random_name
from files.names import cleaned
from network import doors
from network.doors import Shared
from rowsecurity.errors import NotFound, Refused
from tenants import envelope
from tenants.models import Membership
from tenants.roles import Act, require

_COLUMNS = (
    *("id", "organisation_id", "patient_id", "uploader_id", "meant_for", "state", "reason", "kind"),
    *("name_sealed", "key_sealed", "store_name", "size", "width", "height", "small_size"),
)


def with_files(shared: Shared, entries: Iterable[Entry]) -> list[Entry]:
    """The same lines, each message with its files in their order; one statement."""
    lines = list(entries)
    numbers = [entry.number for entry in lines if entry.number]
    found: dict[int, tuple[StoredFile, ...]] = {}
    for number, file in _files("network_files(%s, NULL, %s)", shared.id, numbers) if numbers else ():
        found[number] = (*found.get(number, ()), file)
    return [replace(entry, files=found.get(entry.number, ())) for entry in lines]


def access_file(shared: Shared, file_id: UUID) -> StoredFile:
    """A file that was sent in the conversation, or that this member is adding to it."""
    found = _files("network_files(%s, %s, NULL)", shared.id, file_id) or _adding(shared, file_id)
    if not found or not found[0][1].is_ready:
        raise NotFound(wording.not_there())
    return found[0][1]


def being_added(shared: Shared) -> list[StoredFile]:
    """What this member added and did not send yet."""
    return [file for _number, file in _adding(shared)]


def access_being_added(shared: Shared, file_id: UUID) -> StoredFile:
    """One of those."""
    found = _adding(shared, file_id)
    if not found:
        raise NotFound(wording.not_there())
    return found[0][1]


def begin(*, member: Membership, shared: Shared, upload: Upload) -> StoredFile:
    """Make the row before the first byte is stored."""
    require(member, Act.WRITE_CONVERSATIONS)
    file_id = uuid4()
    with envelope.as_guest_of(shared.organisation_id):
        name = envelope.seal(shared.organisation_id, places.name(file_id), cleaned(upload.name))
        key = store.new_key(shared.organisation_id, file_id)
    given = (shared.id, file_id, upload.client_id, name, key, random_name(), MOST_FILES)
    row = doors.call("network_file_begin", *given)
    assert row is not None
    outcome, made_id = row
    if outcome == "many":
        raise Refused(wording.too_many())
    if outcome == "missing":
        raise NotFound(wording.not_there())
    return access_being_added(shared, made_id)


def finish(*, shared: Shared, file: StoredFile, received: Received) -> StoredFile:
    """It is in: a worker of the conversation's organisation may look at it."""
    doors.call("network_file_received", shared.id, file.id, received.size, received.checksum)
    transaction.on_commit(tasks.poke)
    file.state = StoredFile.State.RECEIVED
    return file


def take_back(*, shared: Shared, file: StoredFile) -> None:
    """Remove what was not sent, with everything in the store."""
    removed = doors.call("network_file_removed", shared.id, file.id)
    if removed and removed[0]:
        store.discard(file)


def to_send(shared: Shared, file_ids: Collection[UUID]) -> list[StoredFile]:
    """Files that may go with a message, in the order named; raises `Refused` with what to do."""
    if len(file_ids) > MOST_FILES:
        raise Refused(wording.too_many())
    mine = {file.id: file for file in being_added(shared)}
    if not set(file_ids) <= set(mine):
        raise Refused(wording.gone())
    chosen = [mine[each] for each in dict.fromkeys(file_ids)]
    if refused := next((file for file in chosen if file.is_refused), None):
        raise Refused(wording.refusal(refused.reason))
    if not all(file.is_ready for file in chosen):
        raise Refused(wording.not_ready())
    return chosen


def instead_of_text(files: Collection[StoredFile]) -> str:
    """What a message says that is files alone."""
    pictures = sum(file.is_picture for file in files)
    return wording.instead_of_text(pictures=pictures, documents=len(files) - pictures)


def attach(*, shared: Shared, number: int, files: Collection[StoredFile]) -> None:
    """Put the files with the message that was just sent, in its transaction."""
    row = doors.call("network_attach", shared.id, number, [file.id for file in files]) if files else (True,)
    if not row or not row[0]:
        raise Refused(wording.gone())


def _adding(shared: Shared, file_id: UUID | None = None) -> list[tuple[int, StoredFile]]:
    return _files("network_files_being_added(%s, %s)", shared.id, file_id)


def _files(door: str, *parameters: Any) -> list[tuple[int, StoredFile]]:
    names = ", ".join(("number", *_COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {door}", parameters)
        rows = cursor.fetchall()
    return [(row[0], StoredFile(**dict(zip(_COLUMNS, row[1:], strict=True)))) for row in rows]
