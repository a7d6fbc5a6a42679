"""Asking for a copy, and throwing one away. In a person scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations import queries
from conversations.access import of_person
from conversations.models import Conversation
from conversations.reach import reach_of
from downloads import tasks
from downloads.models import Download, DownloadPiece
from downloads.queries import own_downloads, own_files
from people.models import Patient, Person
from rowsecurity.errors import Refused
from tenants.models import Membership

KEPT = timedelta(days=1)
FIGURES_KEPT = timedelta(days=7)
MOST_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """Of whom and where, which days, in which form; `conversation_id` for one alone."""

    patients: Iterable[Patient]
    form: str
    since: date | None = None
    until: date | None = None
    conversation_id: UUID | None = None


def ask_for_downloads(*, person: Person, looker: Looker, wish: Wish) -> list[Download]:
    """Plan a copy for each registration that has something to copy."""
    if own_downloads(person).count() >= MOST_AT_ONCE:
        raise Refused(_("You have made many downloads already. Remove one first."))
    planned = [_plan(person, patient, heads, wish) for patient, heads in _chosen(person, wish)]
    if not planned:
        raise Refused(_("There is nothing to download in what you chose. Choose a longer time, or more."))
    for download in planned:
        download.save(force_insert=True)
        log(looker=looker, download=download, event="download.asked", action="C")
    transaction.on_commit(tasks.poke)
    return planned


def ask_for_figures(*, member: Membership, looker: Looker, form: str, wish: str, parts: int) -> Download:
    """Plan a file of figures, for who asked. In the scope of the organisation; who may is asked before."""
    if own_files(member.person_id).count() >= MOST_AT_ONCE:
        raise Refused(_("You have made many downloads already. Remove one first."))
    download = Download.objects.create(
        kind=Download.Kind.USAGE,
        organisation_id=member.organisation_id,
        person_id=member.person_id,
        form=form,
        wish=wish,
        parts=parts,
        language=get_language() or "nl",
        expires_at=timezone.now() + FIGURES_KEPT,
    )
    log(looker=looker, download=download, event="usage.asked", action="C")
    transaction.on_commit(tasks.poke)
    return download


def remove_download(*, looker: Looker, download: Download) -> None:
    """Throw a copy away before its time."""
    DownloadPiece.objects.filter(download=download).delete()
    Download.objects.filter(id=download.id).delete()
    event = "usage.removed" if download.kind == Download.Kind.USAGE else "download.removed"
    log(looker=looker, download=download, event=event, action="D")


def log(*, looker: Looker, download: Download, event: str, action: str) -> None:
    """One line in the access log of the organisation whose conversations are in it."""
    record(
        looker=looker,
        organisation_id=download.organisation_id,
        event=event,
        action=action,
        object_type="download",
        object_id=download.id,
        patient_id=download.patient_id,
    )


def _chosen(person: Person, wish: Wish) -> list[tuple[Patient, list[Conversation]]]:
    heads = of_person(person).exclude(last_number=0).order_by("created_at", "id")
    heads = heads.filter(patient__in=[patient.id for patient in wish.patients])
    if wish.conversation_id:
        heads = heads.filter(id=wish.conversation_id)
    if wish.since:
        heads = heads.filter(last_message_at__date__gte=wish.since)
    if wish.until:
        heads = heads.filter(created_at__date__lte=wish.until)
    found, reach = list(heads), reach_of(person)
    for head in found:
        head.read_until = reach.until(head)
    of_patient = [
        (patient, [head for head in found if head.patient_id == patient.id]) for patient in wish.patients
    ]
    return [(patient, heads) for patient, heads in of_patient if heads]


def _plan(person: Person, patient: Patient, heads: list[Conversation], wish: Wish) -> Download:
    return Download(
        organisation_id=patient.organisation_id,
        person=person,
        patient=patient,
        form=wish.form,
        conversation_ids=[head.id for head in heads],
        numbers=[queries.last_visible(head) for head in heads],
        since=wish.since,
        until=wish.until,
        language=get_language() or "nl",
        expires_at=timezone.now() + KEPT,
    )
