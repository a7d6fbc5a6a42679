"""What colleagues have to do, and for whom: lists for their own page, beside a case and above a queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from conversations.badges import tasks_back
from conversations.models import Conversation, Mention, PreparedReply, TeamTask
from conversations.queues import Place
from files.actions import kept_for
from tenants.models import DepartmentMembership, Membership
from tenants.roles import MAY, Act, is_clinician

PAGE = 100


class Work(models.TextChoices):
    """The lists of the page; the value stands in the address."""

    MINE = "mijn", _("My tasks")
    DEPARTMENTS = "afdelingen", _("Tasks of my departments")
    DONE = "gedaan", _("Done")


@dataclass(frozen=True, slots=True)
class Standing:
    """How much waits for one member now; what the bar of every page shows."""

    own: int = 0
    free: int = 0
    prepared: int = 0
    mentions: int = 0

    @property
    def total(self) -> int:
        return self.own + self.free + self.prepared + self.mentions


def tasks(work: Work, member: Membership) -> list[TeamTask]:
    """One list, what is due first on top; what was done last on top of what is done."""
    rows = TeamTask.objects.select_related("department", "assignee", "author", "patient", "conversation")
    if work is Work.DONE:
        mine = Q(done_by=member) | Q(assignee=member)
        return list(rows.filter(mine, done_at__isnull=False).order_by("-done_at")[:PAGE])
    rows = rows.filter(done_at=None).order_by("due_at", "id")
    if work is Work.MINE:
        return list(rows.filter(assignee=member)[:PAGE])
    return list(rows.filter(department__in=departments_of(member))[:PAGE])


def open_tasks_about(conversation: Conversation) -> list[TeamTask]:
    """What is still to be done about a conversation."""
    rows = TeamTask.objects.filter(conversation=conversation, done_at=None)
    return list(rows.select_related("department", "assignee", "author").order_by("due_at", "id"))


def tasks_back_in(place: Place) -> list[TeamTask]:
    """The first of the tasks that came back, with whom they are about."""
    rows = tasks_back(place).select_related("assignee", "patient", "conversation")
    return list(rows.order_by("due_at", "id")[:10])


def prepared_in(conversation: Conversation) -> list[PreparedReply]:
    """Answers of this conversation that wait for approval or for their hour."""
    rows = PreparedReply.objects.filter(conversation=conversation, state__in=PreparedReply.OPEN)
    found = list(rows.select_related("author"))
    files = list(kept_for(*(each.id for each in found))) if found else []
    for each in found:
        each.files = [file for file in files if file.kept_for == each.id]
    return found


def prepared_for(member: Membership) -> dict[str, list[PreparedReply]]:
    """What waits in the departments of a member, in three lists."""
    mine = Q(conversation__department__in=departments_of(member)) | Q(author=member)
    rows = PreparedReply.objects.filter(mine, state__in=PreparedReply.OPEN)
    rows = rows.select_related("author", "conversation__patient", "conversation__department")
    found = list(rows.order_by("created_at")[:PAGE])
    state = PreparedReply.State
    return {
        "asked": [each for each in found if each.state == state.ASKED],
        "back": [each for each in found if each.state in (state.RETURNED, state.HELD)],
        "planned": [each for each in found if each.state == state.PLANNED],
    }


def standing(member: Membership, *, now: datetime) -> Standing:
    """What waits for this member: tasks that are due and theirs, or of nobody in their departments."""
    due = TeamTask.objects.filter(done_at=None, due_at__lte=now)
    own = due.filter(assignee=member).count()
    free = due.filter(assignee=None, department__in=departments_of(member)).count()
    mentions = Mention.objects.filter(member=member, seen_at=None).count()
    return Standing(own=own, free=free, prepared=_prepared_waiting_for(member), mentions=mentions)


def mentions_of(member: Membership) -> list[Mention]:
    """Where this member was named, the newest on top."""
    rows = Mention.objects.filter(member=member).select_related(
        "note__author", "conversation__patient", "conversation__department"
    )
    return list(rows.order_by("-created_at")[:PAGE])


def may_be_named(words: str = "") -> QuerySet[Membership]:
    """Colleagues of the organisation who may reach conversations; with `words` those whose name has them."""
    roles = [role for role, acts in MAY.items() if Act.READ_CONVERSATIONS in acts]
    rows = Membership.objects.filter(ended_at=None, roles__overlap=roles)
    return rows.filter(display_name__icontains=words) if words else rows


def _prepared_waiting_for(member: Membership) -> int:
    """What came back to its author; for a clinician also what asks for approval."""
    state = PreparedReply.State
    wanted = Q(author=member, state__in=(state.RETURNED, state.HELD))
    if is_clinician(member):
        department = Q(conversation__department__in=departments_of(member))
        wanted |= Q(state=state.ASKED) & department & ~Q(author=member)
    return PreparedReply.objects.filter(wanted).count()


def departments_of(member: Membership) -> QuerySet[DepartmentMembership, object]:
    """Ids of the departments this member works at, for a condition."""
    return DepartmentMembership.objects.filter(membership=member).values_list("department_id", flat=True)
