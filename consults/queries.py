"""What is known about a conversation as a consult, and how many there were."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from consults.models import Charging, Told, WrittenConsult
from consults.rules import Facts
from conversations.models import Conversation, Message
from tenants.models import Department, Membership
from tenants.roles import Role

NONE = {"first": 0, "follow_up": 0}


def may_charge(department_id: UUID) -> bool:
    """Whether a department may charge written consults."""
    return Charging.objects.filter(department_id=department_id).exists()


def charging(department_ids: Collection[UUID]) -> set[UUID]:
    """Those of these departments that may charge written consults."""
    rows = Charging.objects.filter(department__in=department_ids)
    return set(rows.values_list("department_id", flat=True))


def facts_of(conversation: Conversation) -> Facts:
    """What the conversation itself says, without what a clinician declares. In an organisation's scope."""
    messages = Message.objects.filter(conversation=conversation)
    authors = messages.filter(side=Message.Side.TEAM).exclude(kind=Message.Kind.CLOSING).values("author_id")
    clinicians = Membership.objects.filter(person__in=authors, roles__contains=[Role.CLINICIAN])
    return Facts(
        may_charge=may_charge(conversation.department_id),
        was_told=Told.objects.filter(conversation=conversation).exists(),
        is_closed=conversation.is_closed,
        patient_asked=messages.filter(side=Message.Side.PATIENT).exists(),
        clinician_answered=clinicians.exists(),
    )


def consult_of(conversation: Conversation) -> WrittenConsult | None:
    """The consult that a conversation was marked as, if it stands."""
    return WrittenConsult.objects.filter(conversation=conversation, withdrawn_at=None).first()


def per_department(start: datetime, end: datetime) -> dict[UUID, dict[str, int]]:
    """How many stand that were marked in a period, for each department: first visits and follow-ups."""
    rows = WrittenConsult.objects.filter(withdrawn_at=None, marked_at__gte=start, marked_at__lt=end)
    counted = rows.values("department_id").annotate(
        first=Count("id", filter=Q(replaces=WrittenConsult.Replaces.FIRST)),
        follow_up=Count("id", filter=Q(replaces=WrittenConsult.Replaces.FOLLOW_UP)),
    )
    return {row["department_id"]: {"first": row["first"], "follow_up": row["follow_up"]} for row in counted}


@dataclass(frozen=True, slots=True)
class Counted:
    """A department, whether it may charge, and how many consults were marked this month and the last one."""

    department: Department
    may_charge: bool
    this_month: dict[str, int]
    last_month: dict[str, int]


def departments(*, now: datetime) -> list[Counted]:
    """The departments of the organisation; as many statements for one as for thirty."""
    known = set(Charging.objects.values_list("department_id", flat=True))
    begin = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = _first_of_month_before(begin)
    here, earlier = per_department(begin, now), per_department(before, begin)
    return [
        Counted(each, each.id in known, here.get(each.id, NONE), earlier.get(each.id, NONE))
        for each in Department.objects.all()
    ]


def _first_of_month_before(begin: datetime) -> datetime:
    day = (begin.date() - timedelta(days=1)).replace(day=1)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
