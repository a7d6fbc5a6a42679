"""How far a broadcast is, and who has not read it; in as many statements for one patient as for 2,000."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from broadcasts.models import Broadcast, BroadcastRecipient
from conversations.models import ReadMark

SHOWN = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """In numbers: chosen with an account, sent to, read by, and without an account."""

    reachable: int
    sent: int
    read: int
    unreachable: int

    @property
    def unread(self) -> int:
        return self.sent - self.read


def newest() -> list[Broadcast]:
    """The newest broadcasts of the organisation."""
    return list(Broadcast.objects.select_related("department", "author").order_by("-created_at")[:50])


def progress(broadcast: Broadcast) -> Progress:
    """How far it is."""
    rows = BroadcastRecipient.objects.filter(broadcast=broadcast)
    found = rows.aggregate(
        reachable=Count("id", filter=Q(is_reachable=True)),
        sent=Count("id", filter=Q(sent_at__isnull=False)),
        read=Count("id", filter=_was_read()),
        unreachable=Count("id", filter=Q(is_reachable=False)),
    )
    return Progress(**found)


def unread(broadcast: Broadcast, *, most: int = SHOWN) -> list[BroadcastRecipient]:
    """Who got it and has not read it: whom to remind or to call."""
    rows = BroadcastRecipient.objects.filter(broadcast=broadcast, sent_at__isnull=False)
    return _listed(rows.filter(~_was_read()), most)


def unreachable(broadcast: Broadcast) -> list[BroadcastRecipient]:
    """Who has no account and did not get it."""
    return _listed(BroadcastRecipient.objects.filter(broadcast=broadcast, is_reachable=False))


def chosen(broadcast: Broadcast) -> list[BroadcastRecipient]:
    """Who gets it."""
    return _listed(BroadcastRecipient.objects.filter(broadcast=broadcast, is_reachable=True))


def _listed(rows: QuerySet[BroadcastRecipient], most: int = SHOWN) -> list[BroadcastRecipient]:
    rows = rows.select_related("patient", "conversation").order_by(
        "patient__family_name", "patient__given_name", "id"
    )
    return list(rows[:most])


def _was_read() -> Exists:
    marks = ReadMark.objects.filter(conversation=OuterRef("conversation"), number__gte=OuterRef("number"))
    return Exists(marks)
