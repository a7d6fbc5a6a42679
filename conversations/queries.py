"""What the pages list. Heads only: messages are never counted, a last line is found by its number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from conversations.access import patients_of
from conversations.models import (
    Approval,
    Conversation,
    Message,
    MustRead,
    Note,
    ReadMark,
    StandardReply,
    Task,
)
from conversations.reach import reach_of
from conversations.where_it_is import Facts, Where, where
from people.models import Patient, Person
from tenants.models import Department, Membership, Organisation
from tenants.roles import Act, Role, may

THREAD_PAGE = 50


def where_is(conversation: Conversation, tasks: Iterable[Task], *, reader: Person | None = None) -> Where:
    """Where the question of one conversation is, as its patient is told; `reader` on the patient's side."""
    open_ones = sorted((task for task in tasks if task.is_open), key=lambda task: task.due_on or date.max)
    last = messages_of(conversation).filter(number=conversation.line_number).first()
    asked_by = open_ones[0].due_on if open_ones else None
    is_other = reader is not None and conversation.patient.person_id != reader.id
    other_name = conversation.patient.given_name if is_other else ""
    return whereabouts(
        conversation, is_asked=bool(open_ones), asked_by=asked_by, last=last, other_name=other_name
    )


def whereabouts(
    head: Conversation,
    *,
    is_asked: bool,
    asked_by: date | None,
    last: Message | None,
    other_name: str,
) -> Where:
    """The rule of `where_it_is`, from rows: what is asked of the patient, by when, and the patient's
    first name where somebody else reads."""
    return where(
        Facts(
            now=timezone.now(),
            waiting_since=head.asked_since,
            answer_due_at=head.answer_due_at,
            closed_at=head.closed_at,
            reopen_until=head.reopen_until,
            team_read_at=head.team_read_at,
            held_by_role=head.held_by_role,
            held_by_title=head.held_by_title,
            is_asked=is_asked,
            asked_by=asked_by,
            last_side=last.side if last else "",
            is_unasked=last is not None and _is_unasked(head, last),
            other_name=other_name,
        )
    )


def _is_unasked(head: Conversation, line: Message) -> bool:
    """Words of the team where the patient's side never wrote any."""
    return head.patient_wrote_at is None and line.side == Message.Side.TEAM and line.kind == Message.Kind.TEXT


def open_tasks(person: Person) -> QuerySet[Task]:
    """What is asked of this person, or of those they represent; what is due first stands first."""
    reach = reach_of(person)
    mine = reach.conversations(prefix="conversation__", with_past=False)
    tasks = Task.objects.filter(mine, patient__in=reach.patients, answered_at=None, withdrawn_at=None)
    tasks = tasks.select_related("conversation__department", "organisation", "patient")
    return tasks.order_by(F("due_on").asc(nulls_last=True), "conversation_id", "number")


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    """The messages of a conversation as far as this reader may read them."""
    messages = Message.objects.filter(conversation=conversation)
    return messages.filter(sent_at__lte=conversation.read_until) if conversation.read_until else messages


def last_visible(conversation: Conversation) -> int:
    """The last number that this reader may read."""
    if conversation.read_until is None:
        return conversation.last_number
    return messages_of(conversation).order_by("-number").values_list("number", flat=True).first() or 0


def thread(
    conversation: Conversation, *, before: int | None = None, after: int | None = None
) -> list[Message]:
    """A page of messages in reading order: the newest, those before a number, or all after one."""
    messages = messages_of(conversation)
    if after is not None:
        return list(messages.filter(number__gt=after).order_by("number")[:200])
    if before is not None:
        messages = messages.filter(number__lt=before)
    return list(messages.order_by("-number")[:THREAD_PAGE])[::-1]


def read_by(person: Person, conversation: Conversation) -> int:
    """How far this person has read."""
    mark = ReadMark.objects.filter(conversation=conversation, person=person).first()
    return mark.number if mark else 0


def tasks_of(conversation: Conversation) -> list[Task]:
    """What was asked in this conversation."""
    return list(Task.objects.filter(conversation=conversation))


def writers_of(conversation: Conversation) -> dict[int, str]:
    """By the number of a message that somebody else approved: who wrote it."""
    return dict(Approval.objects.filter(conversation=conversation).values_list("number", "written_by"))


def must_reads_of(conversation: Conversation) -> list[MustRead]:
    """What the patient's side was asked to read here."""
    return list(MustRead.objects.filter(conversation=conversation))


def must_reads_with_steps(conversation: Conversation) -> list[MustRead]:
    """The same, with the ways that were tried; for the team."""
    return list(MustRead.objects.filter(conversation=conversation).prefetch_related("steps"))


def notes(conversation: Conversation, *, since: datetime | None = None) -> list[Note]:
    """The team's notes and history; `since` those added after a moment."""
    rows = Note.objects.filter(conversation=conversation).select_related("author")
    return list(rows.filter(created_at__gt=since) if since else rows)


def patient_mark(conversation: Conversation) -> ReadMark | None:
    """How far the patient's side has read."""
    return ReadMark.objects.filter(conversation=conversation).order_by("-number").first()


def own_departments(person: Person) -> QuerySet[Department]:
    """The departments of the organisations where this person may ask something."""
    organisations = set(patients_of(person, to_write=True).values_list("organisation_id", flat=True))
    departments = Department.objects.filter(organisation__in=organisations)
    departments = departments.exclude(organisation__who_may_start=Organisation.WhoMayStart.TEAM)
    return departments.select_related("organisation").order_by("organisation__name", "name")


def departments_of(member: Membership) -> list[Department]:
    """The departments whose queue this member works at; a manager's are all of them."""
    return list(worked_at(member))


def worked_at(member: Membership) -> QuerySet[Department]:
    """The same, as a query."""
    return Department.objects.order_by("name") if Role.MANAGER in member.roles else works_at(member)


def works_at(member: Membership) -> QuerySet[Department]:
    """The departments that a member was put at, by name."""
    return Department.objects.filter(members__membership=member).order_by("name")


def other_departments(conversation: Conversation) -> list[Department]:
    """Where a conversation can be forwarded to."""
    return list(Department.objects.exclude(id=conversation.department_id).order_by("name"))


def colleagues(department: Department) -> list[Membership]:
    """Who works at this department now."""
    return list(Membership.objects.filter(departments__department=department, ended_at=None))


def colleagues_at(departments: Iterable[Department]) -> list[Membership]:
    """Who works at any of these departments now."""
    rows = Membership.objects.filter(departments__department__in=list(departments), ended_at=None)
    return list(rows.distinct())


def standard_replies(department: Department, member: Membership | None = None) -> list[StandardReply]:
    """The prepared texts of a department, and those a member keeps beside them."""
    wanted = Q(department=department)
    return list(StandardReply.objects.filter(wanted | Q(member=member) if member else wanted))


def own_standard_replies(member: Membership) -> list[StandardReply]:
    """What a member keeps for themselves."""
    return list(StandardReply.objects.filter(member=member))


def replies_to_review(member: Membership, *, today: date) -> list[StandardReply]:
    """What a member must look at again: what they own; for who configures departments all of theirs."""
    wanted = Q(owner=member) | Q(member=member)
    if may(member, Act.CONFIGURE_DEPARTMENT):
        wanted |= Q(department__isnull=False)
    rows = StandardReply.objects.filter(wanted, review_on__lte=today).select_related("department", "owner")
    return list(rows.order_by("review_on", "title"))


def other_conversations(patient: Patient, *, than: Conversation) -> list[Conversation]:
    """The newest other conversations of this patient at the organisation."""
    rows = Conversation.objects.filter(patient=patient).exclude(id=than.id).select_related("department")
    return list(rows.order_by(F("last_message_at").desc(nulls_last=True))[:5])
