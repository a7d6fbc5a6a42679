"""Makes what was asked for: claimed over all organisations through one door, then made in one at a time.

Who knows figures says how a file of them is made (`register`). Each conversation is read in a transaction of
its own, so that progress is seen and nothing is held for long. A claim is a lease: a worker that dies loses
it, and another begins anew.
"""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.models.functions import Now
from django.utils import translation

from conversations.attachments import sent_in
from conversations.models import Attachment, Conversation, Message
from downloads import bundle, document, places
from downloads.enclosing import Enclosure
from downloads.filled import filled_in
from downloads.models import Download, DownloadPiece
from downloads.talks import About, Line, Talk
from files.models import StoredFile
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope
from tenants import envelope

logger = logging.getLogger("downloads")
MOST_ATTEMPTS = 4
LEASE = timedelta(minutes=5)
PIECE = 512 * 1024
Maker = type[document.Document | bundle.Bundle]
MAKERS: dict[Download.Form, Maker] = {
    Download.Form.PDF: document.Document,
    Download.Form.FHIR: bundle.Bundle,
}
# Of another kind: gives the file bit by bit, outside any scope, and says how far it is.
OtherMaker = Callable[[Download, Callable[..., None]], Iterator[bytes]]
OTHERS: dict[Download.Kind, OtherMaker] = {}


@dataclass(frozen=True, slots=True)
class Claim:
    """A download that is ours until its lease ends."""

    download_id: UUID
    organisation_id: UUID
    attempts: int


def make_due() -> int:
    """Make everything that is due and return how much was tried. Outside any scope."""
    tried = 0
    while claims := claim():
        for ours in claims:
            _try(ours)
        tried += len(claims)
    return tried


def claim(number: int = 1) -> list[Claim]:
    """Lease what is due; two workers never get the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, organisation_id, attempts FROM claim_due_downloads(%s)", [number])
        return [Claim(*row) for row in cursor.fetchall()]


def register(kind: Download.Kind, maker: OtherMaker) -> None:
    """Say what makes downloads of a kind that this app knows nothing of."""
    OTHERS[kind] = maker


def make(ours: Claim) -> None:
    """Read, write down, seal and keep one download."""
    with job_scope(ours.organisation_id):
        download = Download.objects.select_related("organisation", "patient").get(id=ours.download_id)
    other = OTHERS.get(Download.Kind(download.kind))
    with translation.override(download.language):
        content = other(download, partial(_go_on, ours)) if other else _copy(ours, download)
        keep(ours, content)


def _copy(ours: Claim, download: Download) -> Iterator[bytes]:
    """Conversations, one after the other."""
    maker = MAKERS[Download.Form(download.form)](_about(download))
    enclosure = Enclosure()
    pairs = zip(download.conversation_ids, download.numbers, strict=True)
    for done, (conversation_id, number) in enumerate(pairs, start=1):
        with job_scope(ours.organisation_id):
            talk = _talk(download, conversation_id, number, enclosure)
        if talk and (talk.lines or talk.filled):
            maker.add(talk)
        _go_on(ours, done=done)
    yield enclosure.pack(ours.organisation_id, f"gesprekken.{maker.suffix}", maker.finish())


def content_of(download: Download) -> bytes:
    """The finished file, opened; by whom it is asked for."""
    pieces = DownloadPiece.objects.filter(download=download).order_by("number")
    return b"".join(
        b64decode(
            envelope.open_sealed(each.organisation_id, places.piece(download.id, each.number), each.sealed)
        )
        for each in pieces
    )


def remove_old() -> None:
    """Remove what has been there for a day, in every organisation. Outside any scope."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT organisations_with_old_downloads()")
        organisations = [row[0] for row in cursor.fetchall()]
    for organisation_id in organisations:
        with by_itself(logger, "removing of old downloads", organisation_id), job_scope(organisation_id):
            DownloadPiece.objects.filter(download__expires_at__lt=Now()).delete()
            Download.objects.filter(expires_at__lt=Now()).delete()


def _try(ours: Claim) -> None:
    try:
        make(ours)
    except Download.DoesNotExist:
        return  # thrown away meanwhile
    except Exception as error:  # the border of a process: the others must be made too
        if isinstance(error, Error) and not connection.is_usable():
            raise
        logger.error("download %s failed: %s", ours.download_id, type(error).__name__)
        state = Download.State.FAILED if ours.attempts >= MOST_ATTEMPTS else Download.State.LEASED
        with job_scope(ours.organisation_id):
            Download.objects.filter(id=ours.download_id).update(state=state)


def _about(download: Download) -> About:
    assert download.patient and download.patient_id
    return About(
        organisation=download.organisation.name,
        organisation_slug=download.organisation.slug,
        patient=download.patient.name,
        patient_number=download.patient.number,
        birth_date=download.patient.birth_date,
        patient_id=download.patient_id,
        made_at=download.created_at,
        since=download.since,
        until=download.until,
    )


def _talk(download: Download, conversation_id: UUID, number: int, enclosure: Enclosure) -> Talk | None:
    """One conversation; asked again of whom it is, whatever stands in the row."""
    assert download.patient and download.patient_id
    heads = Conversation.objects.select_related("department").filter(patient_id=download.patient_id)
    if download.person_id != download.patient.person_id:
        heads = heads.filter(is_private=False)
    head = heads.filter(id=conversation_id).first()
    if head is None:
        return None
    rows = Message.objects.filter(conversation=head, number__lte=number).order_by("number")
    if download.since:
        rows = rows.filter(sent_at__date__gte=download.since)
    if download.until:
        rows = rows.filter(sent_at__date__lte=download.until)
    lines = _lines(list(rows), sent_in(head), enclosure)
    about = (head.id, head.subject, head.department.name, head.created_at, bool(head.closed_at))
    return Talk(*about, lines, filled_in(download, head))


def _lines(rows: list[Message], sent: Iterable[Attachment], enclosure: Enclosure) -> list[Line]:
    files: dict[int, list[StoredFile]] = {}
    for attachment in sent:
        files.setdefault(attachment.number, []).append(attachment.file)
    return [
        Line(
            id=row.id,
            number=row.number,
            side=row.side,
            kind=row.kind,
            author=row.author_label,
            on_behalf=row.on_behalf,
            text=row.body,
            sent_at=row.sent_at,
            files=tuple(enclosure.take(file) for file in files.get(row.number, ())),
        )
        for row in rows
    ]


def _go_on(ours: Claim, *, done: int) -> None:
    with job_scope(ours.organisation_id):
        Download.objects.filter(id=ours.download_id).update(done=done, lease_until=Now() + LEASE)


def keep(ours: Claim, content: Iterable[bytes]) -> None:
    """Seal a file piece by piece as it comes; it is ready when its last piece stands there."""
    with job_scope(ours.organisation_id):
        DownloadPiece.objects.filter(download_id=ours.download_id).delete()
    size = 0
    for number, piece in enumerate(_pieces(content)):
        size += len(piece)
        with job_scope(ours.organisation_id):
            place = places.piece(ours.download_id, number)
            sealed = envelope.seal(ours.organisation_id, place, b64encode(piece).decode())
            download = Download.objects.select_for_update().get(id=ours.download_id)
            DownloadPiece.objects.create(download=download, number=number, sealed=sealed)
    with job_scope(ours.organisation_id):
        ready = {"state": Download.State.READY, "size": size, "lease_until": None}
        Download.objects.filter(id=ours.download_id).update(**ready)


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for each in content:
        waiting += each
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)
