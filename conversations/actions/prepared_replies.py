"""Answers that wait: for approval, or for their hour. The head is locked in all of these, then `prepared`.

Nothing of them reaches the patient's side before `_send`: they stand in a table of their own, on which that
side has no right, and row security refuses a message of the front desk where a clinician must approve it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations import places
from conversations.actions.attaching import instead_of_text
from conversations.actions.records import log, wake
from conversations.actions.replies import Reply, reply
from conversations.approval import needs_approval, refuse_unapproved
from conversations.deceased import refuse_deceased
from conversations.models import Approval, Conversation, Message, PreparedReply
from conversations.sending import check_text
from files.actions import keep_for, let_go, to_send
from files.models import StoredFile
from rowsecurity.errors import Forbidden, Refused
from tenants import envelope
from tenants.models import Membership
from tenants.roles import Act, is_clinician, require

State, Reason = PreparedReply.State, PreparedReply.Reason


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something with a prepared answer; the conversation and the answer are locked."""

    member: Membership
    looker: Looker
    conversation: Conversation
    prepared: PreparedReply


def plan_reply(
    *, member: Membership, looker: Looker, conversation: Conversation, reply: Reply, send_at: datetime
) -> PreparedReply:
    """Keep an answer until its hour."""
    refuse_unapproved(member, conversation)
    _check_moment(send_at)
    return _keep(member, looker, conversation, reply, State.PLANNED, send_at)


def ask_approval(
    *, member: Membership, looker: Looker, conversation: Conversation, reply: Reply
) -> PreparedReply:
    """Keep an answer until a clinician has approved it."""
    return _keep(member, looker, conversation, reply, State.ASKED, None)


def change(hand: Hand, *, text: str, send_at: datetime | None = None) -> None:
    """Other words, or another hour. What was returned is asked again; what was held back is planned again."""
    _require_open(hand)
    refuse_deceased(hand.conversation.patient)
    prepared = hand.prepared
    _write(prepared, text)
    if send_at:
        _check_moment(send_at)
        prepared.send_at = send_at
    if prepared.state == State.RETURNED:
        prepared.state = State.ASKED
    if prepared.state == State.HELD and send_at:
        prepared.state, prepared.reason = State.PLANNED, ""
    prepared.seen_number = hand.conversation.last_number
    prepared.save()
    _leave_behind(hand, "prepared.changed", "U")


def withdraw(hand: Hand) -> None:
    """Do not send it at all."""
    _require_open(hand)
    _decide(hand, State.WITHDRAWN)
    let_go(hand.prepared.id)
    _leave_behind(hand, "prepared.withdrawn", "U")


def send_back(hand: Hand, *, remark: str) -> None:
    """Return it to its author, with what should be different."""
    _require_approver(hand)
    place = places.remark(hand.prepared.id)
    hand.prepared.remark_sealed = envelope.seal(hand.prepared.organisation_id, place, check_text(remark))
    hand.prepared.save(update_fields=["remark_sealed"])
    _decide(hand, State.RETURNED)
    _leave_behind(hand, "prepared.returned", "U")


def approve(hand: Hand, *, text: str = "") -> None:
    """Send it in one's own name, with the name of who wrote it; `text` replaces the words."""
    _require_approver(hand)
    if text:
        _write(hand.prepared, text)
    number = _send(hand, anyway=True)
    written_by = hand.prepared.author.label
    Approval.objects.create(conversation=hand.conversation, number=number, written_by=written_by)
    _leave_behind(hand, "prepared.approved", "U")


def send_now(hand: Hand) -> None:
    """Do not wait for the hour."""
    _require_open(hand)
    if hand.prepared.state not in (State.PLANNED, State.HELD):
        raise Refused(_("A clinician approves this answer before it is sent."))
    _send(hand, anyway=True)


def send_if_right(hand: Hand) -> bool:
    """At its hour: send it as its author, unless something happened that the author has not seen."""
    reason = _reason_against(hand)
    if not reason:
        try:
            _send(hand, anyway=False)
            return True
        except Refused:
            reason = Reason.NOT_ALLOWED
    hand.prepared.state, hand.prepared.reason = State.HELD, reason
    hand.prepared.save(update_fields=["state", "reason"])
    wake(hand.conversation)
    return False


def _reason_against(hand: Hand) -> PreparedReply.Reason | None:
    if hand.conversation.is_closed:
        return Reason.CLOSED
    if hand.prepared.author.ended_at or needs_approval(hand.member, hand.conversation):
        return Reason.NOT_ALLOWED
    rows = Message.objects.filter(conversation=hand.conversation, number__gt=hand.prepared.seen_number)
    sides = set(rows.exclude(client_id=hand.prepared.client_id).values_list("side", flat=True))
    if Message.Side.PATIENT in sides:
        return Reason.PATIENT_WROTE
    return Reason.COLLEAGUE_WROTE if Message.Side.TEAM in sides else None


def _keep(
    member: Membership,
    looker: Looker,
    conversation: Conversation,
    reply: Reply,
    state: PreparedReply.State,
    send_at: datetime | None,
) -> PreparedReply:
    require(member, Act.WRITE_CONVERSATIONS)
    if conversation.is_closed:
        raise Refused(_("This conversation is closed. Reopen it to answer; your text is kept."))
    refuse_deceased(conversation.patient)
    known = PreparedReply.objects.filter(conversation=conversation, client_id=reply.client_id).first()
    if known:
        return known
    prepared = PreparedReply(
        id=uuid4(),
        organisation_id=conversation.organisation_id,
        conversation=conversation,
        author=member,
        client_id=reply.client_id,
        seen_number=min(reply.seen_number, conversation.last_number),
        state=state,
        send_at=send_at,
    )
    files = _files(member, conversation, reply)
    _write(prepared, reply.text if reply.text.strip() or not files else instead_of_text(files))
    prepared.save(force_insert=True)
    keep_for(prepared.id, files)
    _leave_behind(Hand(member, looker, conversation, prepared), f"prepared.{state.value}", "C")
    return prepared


def _files(member: Membership, conversation: Conversation, reply: Reply) -> list[StoredFile]:
    if not reply.file_ids:
        return []
    return to_send(uploader_id=member.person_id, meant_for=conversation.id, file_ids=reply.file_ids)


def _write(prepared: PreparedReply, text: str) -> None:
    place = places.prepared(prepared.id)
    prepared.body_sealed = envelope.seal(prepared.organisation_id, place, check_text(text))


def _send(hand: Hand, *, anyway: bool) -> int:
    prepared = hand.prepared
    seen = hand.conversation.last_number if anyway else prepared.seen_number
    words = Reply(prepared.client_id, prepared.body, seen, anyway, holder_id=prepared.id)
    sent = reply(member=hand.member, looker=hand.looker, conversation=hand.conversation, reply=words)
    prepared.save(update_fields=["body_sealed"])
    _decide(hand, State.SENT)
    return sent.number


def _decide(hand: Hand, state: PreparedReply.State) -> None:
    hand.prepared.state, hand.prepared.decided_by, hand.prepared.reason = state, hand.member, ""
    hand.prepared.save(update_fields=["state", "decided_by", "reason"])


def _require_open(hand: Hand) -> None:
    require(hand.member, Act.WRITE_CONVERSATIONS)
    if not hand.prepared.is_open:
        raise Refused(_("This answer was sent or withdrawn already."))


def _require_approver(hand: Hand) -> None:
    _require_open(hand)
    if not is_clinician(hand.member):
        raise Forbidden(_("A clinician approves this answer."))
    if hand.prepared.state not in (State.ASKED, State.RETURNED):
        raise Refused(_("Nobody asked to approve this answer."))
    if hand.prepared.author_id == hand.member.id:
        raise Refused(_("Somebody else approves what you wrote: that is what a second pair of eyes is for."))


def _check_moment(send_at: datetime) -> None:
    if send_at <= timezone.now():
        raise Refused(_("Choose a moment that is still to come."))


def _leave_behind(hand: Hand, event: str, action: str) -> None:
    log(looker=hand.looker, conversation=hand.conversation, event=event, action=action)
    wake(hand.conversation)
