"""What is known about a conversation as a consult, and how many there were."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from consults.models import Charging, Told, WrittenConsult
from consults.rules import Facts
from conversations.models import Conversation, Message
from tenants.models import Department, Membership
from tenants.roles import Role


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
    return {row["department_id"]: {"first": row["first"], "follow-up": row["follow_up"]} for row in counted}


def departments() -> list[tuple[Department, bool]]:
    """The departments of the organisation, and whether each may charge."""
    known = set(Charging.objects.values_list("department_id", flat=True))
    return [(department, department.id in known) for department in Department.objects.all()]
