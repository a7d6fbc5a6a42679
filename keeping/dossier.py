"""What of a patient goes when a file is over its term or deleted on request, and what stays and why.

A new table about patients or conversations has to be named here; a test compares this with all models. Rows
go in this order, what hangs on others first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.apps import apps
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet

from carepaths.models import Visit
from conversations.models import Conversation
from files.models import StoredFile
from people.models import Patient

FILES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("conversations.Attachment", ("patient",)),
    ("files.StoredFile", ("patient",)),
)
GOES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("downloads.DownloadPiece", ("download__patient",)),
    ("downloads.Download", ("patient",)),
    ("carepaths.Letter", ("enrolment__patient", "task__patient", "task__conversation__patient")),
    (
        "conversations.HandedOver",
        ("conversation__patient", "task__patient", "task__conversation__patient"),
    ),
    ("conversations.Mention", ("conversation__patient",)),
    ("conversations.Note", ("conversation__patient",)),
    ("conversations.ConversationLabel", ("conversation__patient",)),
    ("conversations.MustReadStep", ("must_read__patient",)),
    ("conversations.MustRead", ("patient",)),
    ("conversations.Approval", ("conversation__patient",)),
    ("conversations.PreparedReply", ("conversation__patient",)),
    ("conversations.SharedConversation", ("conversation__patient",)),
    ("conversations.ReadMark", ("conversation__patient",)),
    ("conversations.Task", ("patient",)),
    ("conversations.TeamTask", ("patient", "conversation__patient")),
    ("video.RoomLine", ("visit__patient",)),
    ("video.KeptVisit", ("guest__visit__patient",)),
    ("video.Seat", ("visit__patient",)),
    ("video.Guest", ("visit__patient",)),
    ("video.VideoVisit", ("patient",)),
    ("questionnaires.QuestionnaireResponse", ("patient",)),
    ("questionnaires.QuestionnaireRequest", ("patient",)),
    ("consults.WrittenConsult", ("patient",)),
    ("consults.Told", ("conversation__patient",)),
    ("network.Participation", ("patient",)),
    ("broadcasts.BroadcastRecipient", ("patient",)),
    ("monitoring_export.UsageWait", ("conversation__patient",)),
    ("monitoring_export.UsageUnread", ("conversation__patient",)),
    ("carepaths.DueStep", ("enrolment__patient",)),
    ("carepaths.EnrolmentAnchor", ("enrolment__patient",)),
    ("carepaths.Enrolment", ("patient",)),
    ("carepaths.Result", ("patient",)),
    *FILES,
    # By their conversations, which are of the same patient: messages themselves have no index on it.
    ("conversations.Message", ("conversation__patient",)),
    ("conversations.Conversation", ("patient",)),
)
# Of the machine: until when a worker has a row.
BOOKKEEPING = {"lease_until"}
LOOKED_AT_ONCE = 200
_REGISTRATION = "who is registered here is told by the hospital's own system, and removed there"
_WAY_IN = "how somebody came in; tells nothing of care"
_COUNTED = "counted numbers, without words; counted again without what went"
STAYS: dict[str, str] = {
    "people.Representation": _WAY_IN,
    "people.Invitation": _WAY_IN,
    "onboarding.DueInvitation": _WAY_IN,
    "carepaths.Visit": _REGISTRATION,
    "notifications.Notice": "that something was sent, without content",
    "helpdesk.Ticket": "help with signing in; tells nothing of care",
    "helpdesk.NumberChange": _WAY_IN,
    "monitoring_export.UsagePerson": _COUNTED,
    "monitoring_export.UsageTelemonitored": _COUNTED,
    "keeping.Erasure": "the log of deletions",
}


def rows(label: str, lookups: tuple[str, ...], patients: Collection[UUID]) -> QuerySet:
    """The rows of one table that are of these patients."""
    manager = apps.get_model(label)._base_manager
    return manager.filter(reduce(or_, (Q(**{f"{lookup}__in": list(patients)}) for lookup in lookups)))


def remove(
    patients: Collection[UUID], tables: tuple[tuple[str, tuple[str, ...]], ...] = GOES
) -> dict[str, int]:
    """Remove what goes; returns how many rows of each table. In the scope of the eraser."""
    numbers: dict[str, int] = {}
    for label, lookups in tables:
        found = rows(label, lookups, patients)
        # The keys of the database look after what hangs on what; nothing needs to be read.
        number = found._raw_delete(found.db)
        if number:
            numbers[label] = number
    return numbers


def files_of(patients: Collection[UUID]) -> list[StoredFile]:
    """Whose bytes have to go once the rows are gone."""
    return list(StoredFile.objects.filter(patient__in=list(patients)).only("id", "store_name"))


def untouched_since(
    moment: datetime, *, most: int, after: UUID | None = None, with_files: bool = False
) -> tuple[list[UUID], UUID | None]:
    """Some patients of whom nothing changed since this moment, and behind whom to look on; None at the end.

    First by what changes most, over all patients; then of those who are left, every table that goes. One
    stretch of patients is looked at, so that no transaction outlives it, however few there are to remove.
    """
    candidates = _candidates(moment, with_files=with_files)
    rows_after = candidates.filter(id__gt=after) if after else candidates
    some = list(rows_after.order_by("id").values_list("id", flat=True)[:LOOKED_AT_ONCE])
    changed = changed_since(moment, some) if some else set()
    found = [patient_id for patient_id in some if patient_id not in changed]
    if len(found) > most:
        return found[:most], found[most - 1]
    return found, some[-1] if some else None


def changed_since(
    moment: datetime, patients: Collection[UUID], tables: tuple[tuple[str, tuple[str, ...]], ...] = GOES
) -> set[UUID]:
    """Which of these patients have a row that is of this moment or later, by any moment it names."""
    changed: set[UUID] = set()
    for label, lookups in tables:
        if fields := moments(label):
            lately = reduce(or_, (Q(**{f"{field}__gte": moment}) for field in fields))
            for lookup in lookups:
                table = apps.get_model(label)._base_manager.filter(
                    lately, **{f"{lookup}__in": list(patients)}
                )
                changed.update(table.order_by().values_list(lookup, flat=True).distinct())
    return changed


def moments(label: str) -> list[str]:
    """The fields of a table that say when something was, is or will be."""
    fields = apps.get_model(label)._meta.concrete_fields
    return [field.name for field in fields if isinstance(field, DateField) and field.name not in BOOKKEEPING]


def _candidates(moment: datetime, *, with_files: bool) -> QuerySet[Patient]:
    talks = Conversation.objects.filter(patient=OuterRef("pk"))
    lately = talks.filter(Q(last_message_at__gte=moment) | Q(created_at__gte=moment))
    visits = Visit.objects.filter(patient=OuterRef("pk"), starts_at__gte=moment)
    own = FILES[1:] if with_files else [each for each in GOES if each[1] == ("patient",)]
    there = reduce(
        or_,
        (
            Q(Exists(apps.get_model(label)._base_manager.filter(patient=OuterRef("pk"))))
            for label, _lookups in reversed(own)
        ),
    )
    return Patient.objects.filter(there).exclude(Exists(lately)).exclude(Exists(visits))
