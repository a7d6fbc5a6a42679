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
from django.db.models import Exists, OuterRef, Q, QuerySet

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
    ("conversations.Message", ("patient",)),
    ("conversations.Conversation", ("patient",)),
)
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


def untouched_since(moment: datetime, *, with_files: bool = False) -> QuerySet[Patient]:
    """Patients whose file was last changed before this moment, and of whom there is something to remove."""
    talks = Conversation.objects.filter(patient=OuterRef("pk"))
    lately = talks.filter(Q(last_message_at__gte=moment) | Q(created_at__gte=moment))
    visits = Visit.objects.filter(patient=OuterRef("pk"), starts_at__gte=moment)
    there = StoredFile.objects.filter(patient=OuterRef("pk")) if with_files else talks
    return Patient.objects.filter(Exists(there)).exclude(Exists(lately)).exclude(Exists(visits))
