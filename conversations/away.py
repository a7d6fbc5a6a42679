"""Who is away now, and who answers for them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from conversations.models import Absence, Conversation, HandedOver, TeamTask
from tenants.models import Membership


def absences_now() -> QuerySet[Absence]:
    """Absences that hold at this moment; they end by themselves."""
    return Absence.objects.filter(cancelled_at=None, starts_at__lte=Now(), ends_at__gt=Now())


def absence_of(member: Membership) -> Absence | None:
    """The absence of a member that holds now."""
    rows = absences_now().filter(member=member).select_related("stand_in", "member")
    return rows.order_by("-ends_at").first()


def away_among(members: Iterable[Membership | None]) -> dict[UUID, Absence]:
    """By member: the absence that holds now; one query for a whole list."""
    ids = {each.id for each in members if each}
    rows = absences_now().filter(member__in=ids).select_related("stand_in", "member")
    return {each.member_id: each for each in rows.order_by("ends_at")}


def stand_in_for(member: Membership) -> Membership | None:
    """Who answers instead of this member: themselves, their stand-in, or nobody in particular.

    A stand-in who is away too hands on to theirs; a circle of people who are all away ends with nobody.
    """
    seen = {member.id}
    current: Membership | None = member
    while current and (absence := absence_of(current)):
        current = absence.stand_in
        if current and (current.id in seen or current.ended_at):
            return None
        if current:
            seen.add(current.id)
    return current


def coming_absences(member: Membership) -> list[Absence]:
    """What is planned or holds now, the first to start on top."""
    rows = Absence.objects.filter(member=member, cancelled_at=None, ends_at__gt=Now())
    return list(rows.select_related("stand_in", "author").order_by("starts_at"))


def open_conversations_of(member: Membership) -> list[Conversation]:
    """What is this member's to answer."""
    rows = Conversation.objects.filter(assignee=member, closed_at=None)
    return list(rows.select_related("patient", "department").order_by("answer_due_at", "id")[:200])


def open_tasks_of(member: Membership) -> list[TeamTask]:
    """What this member was to do."""
    rows = TeamTask.objects.filter(assignee=member, done_at=None)
    return list(rows.select_related("patient", "department").order_by("due_at", "id")[:200])


def handed_over(absence: Absence) -> list[HandedOver]:
    """What was moved because of an absence."""
    rows = HandedOver.objects.filter(absence=absence)
    return list(rows.select_related("conversation__patient", "task", "to").order_by("at"))
