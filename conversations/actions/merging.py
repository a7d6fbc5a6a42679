"""Two threads of one patient become one: one is closed and points to the other. No message is moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.messages import send_message
from conversations.actions.records import keep_history
from conversations.history import Happening
from conversations.models import Conversation, Message, PreparedReply, TeamTask
from conversations.sending import Sending
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.promise import answer_by
from tenants.roles import Act, require
from tenants.timetable import desk_of

UNDO_WITHIN = timedelta(days=1)
HEAD = ["merged_into", "merged_at", "closed_at", "reopen_until", "waiting_since", "answer_due_at"]


def merge(*, member: Membership, looker: Looker, conversation: Conversation, into: Conversation) -> None:
    """Close `conversation` and go on in `into`; both are locked. Who waited, waits there."""
    require(member, Act.WRITE_CONVERSATIONS)
    _check(conversation, into)
    # Without their subjects: who reads along with one, from here or elsewhere, may not know of the other.
    with translation.override(into.patient.reads_in):
        _tell(conversation, looker, _("This conversation goes on in another one."))
        _tell(into, looker, _("Another conversation goes on here from now on."))
    now = timezone.now()
    _wait_together(conversation, into)
    into.assignee = into.assignee or conversation.assignee
    wrote = [each for each in (conversation.patient_wrote_at, into.patient_wrote_at) if each]
    into.patient_wrote_at = max(wrote, default=None)
    into.save(update_fields=["waiting_since", "answer_due_at", "assignee", "patient_wrote_at"])
    conversation.merged_into, conversation.merged_at = into, now
    # Past at once: the patient's side writes in the other one.
    conversation.closed_at = conversation.reopen_until = now
    conversation.waiting_since = conversation.answer_due_at = None
    conversation.save(update_fields=HEAD)
    TeamTask.objects.filter(conversation=conversation, done_at=None).update(conversation=into)
    _remember(member, looker, conversation, into, Happening.MERGED)


def part(*, member: Membership, looker: Looker, conversation: Conversation) -> None:
    """Undo it, within a day. `conversation` is the one that was closed; both are locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    into = conversation.merged_into
    if into is None or conversation.merged_at is None:
        return
    if conversation.merged_at < timezone.now() - UNDO_WITHIN:
        raise Refused(_("This was more than a day ago. The conversations stay together."))
    conversation.merged_into = conversation.merged_at = None
    conversation.closed_at = conversation.reopen_until = None
    _tell_after_reopening(conversation, looker)
    for each in (conversation, into):
        each.waiting_since, each.answer_due_at = _waits(each)
        each.patient_wrote_at = _last_word_of_patient(each)
        each.save(update_fields=["waiting_since", "answer_due_at", "patient_wrote_at"])
    _remember(member, looker, conversation, into, Happening.PARTED)


def can_part(conversation: Conversation, *, now: datetime) -> bool:
    """Whether it can still be undone."""
    return bool(conversation.merged_at and conversation.merged_at >= now - UNDO_WITHIN)


def _check(conversation: Conversation, into: Conversation) -> None:
    if conversation.id == into.id or conversation.patient_id != into.patient_id:
        raise Refused(_("Choose another conversation of the same patient."))
    if conversation.is_closed or into.is_closed or conversation.merged_into_id or into.merged_into_id:
        raise Refused(_("One of these conversations is closed. Reopen it first."))
    if PreparedReply.objects.filter(conversation=conversation, state__in=PreparedReply.OPEN).exists():
        raise Refused(_("An answer waits in the conversation that ends. Send or withdraw it first."))
    if conversation.is_private != into.is_private:
        raise Refused(_("One of these conversations is of the patient alone. They cannot be put together."))


def _wait_together(conversation: Conversation, into: Conversation) -> None:
    """The first of two waits counts, with the promise that belongs to it."""
    since = [each for each in (conversation.waiting_since, into.waiting_since) if each]
    due = [each for each in (conversation.answer_due_at, into.answer_due_at) if each]
    into.waiting_since, into.answer_due_at = min(since, default=None), min(due, default=None)


def _waits(conversation: Conversation) -> tuple[datetime | None, datetime | None]:
    """Since when its patient's side waits, and until when the promise goes, as its own messages say."""
    spoken = Message.objects.filter(conversation=conversation).order_by("-number")
    answered = spoken.filter(side=Message.Side.TEAM).values_list("number", flat=True).first() or 0
    asked = spoken.filter(side=Message.Side.PATIENT, number__gt=answered).last()
    if asked is None or conversation.is_closed:
        return None, None
    return asked.sent_at, answer_by(desk_of(conversation.department).timetable, asked.sent_at)


def _last_word_of_patient(conversation: Conversation) -> datetime | None:
    written = Message.objects.filter(conversation=conversation, side=Message.Side.PATIENT)
    return written.aggregate(at=Max("sent_at"))["at"]


def _tell_after_reopening(conversation: Conversation, looker: Looker) -> None:
    conversation.save(update_fields=HEAD)
    with translation.override(conversation.patient.reads_in):
        _tell(conversation, looker, _("This conversation goes on by itself again. You can write here."))


def _tell(conversation: Conversation, looker: Looker, text: str) -> None:
    sending = Sending(
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        client_id=uuid4(),
        text=text,
        side=Message.Side.SYSTEM,
        kind=Message.Kind.EVENT,
        label=conversation.department.name,
        source=looker.source,
    )
    send_message(sending)


def _remember(
    member: Membership,
    looker: Looker,
    conversation: Conversation,
    into: Conversation,
    happening: Happening,
) -> None:
    for each in (conversation, into):
        keep_history(
            member=member,
            looker=looker,
            conversation=each,
            happening=happening,
            left_department_id=None,
            **{"from": conversation.subject, "to": into.subject},
        )
