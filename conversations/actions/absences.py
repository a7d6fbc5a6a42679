"""Being away: said beforehand, handed over in one go, taken back in one go; it ends by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations import away
from conversations.actions.records import keep_history
from conversations.history import Happening
from conversations.models import Absence, Conversation, HandedOver, TeamTask
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, may, require

PLATFORM = Looker(label="", role="platform")


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when, and who takes over; nobody is the whole department."""

    starts_at: datetime
    ends_at: datetime
    stand_in: Membership | None


def set_absence(*, actor: Membership, looker: Looker, member: Membership, period: Period) -> Absence:
    """Say that a member is away; the member themselves or a manager."""
    _require_may_speak_for(actor, member)
    _check(member, period)
    absence = Absence.objects.create(
        member=member,
        author=actor,
        stand_in=period.stand_in,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
    )
    _record(absence, looker, "absence.set", "C")
    return absence


def cancel_absence(*, actor: Membership, looker: Looker, absence: Absence) -> None:
    """They are there after all, or back sooner. `absence` is locked, here and below."""
    _require_may_speak_for(actor, absence.member)
    absence.cancelled_at = timezone.now()
    absence.save(update_fields=["cancelled_at"])
    _record(absence, looker, "absence.set", "U")


def hand_over(*, actor: Membership, looker: Looker, absence: Absence) -> int:
    """Move everything that is the absent member's in one go; returns how much."""
    _require_may_speak_for(actor, absence.member)
    to = _receiver(absence)
    heads = Conversation.objects.filter(assignee=absence.member, closed_at=None)
    moved = _move_conversations(absence, heads, to, actor, looker)
    tasks = TeamTask.objects.filter(assignee=absence.member, done_at=None).select_for_update(of=("self",))
    for task in tasks:
        HandedOver.objects.create(absence=absence, task=task, to=to)
        task.assignee = to
        task.save(update_fields=["assignee"])
        moved += 1
    return moved


def take_back(*, actor: Membership, looker: Looker, absence: Absence) -> int:
    """Undo it: everything that nobody else took meanwhile is the member's again."""
    _require_may_speak_for(actor, absence.member)
    back = 0
    for moved in HandedOver.objects.filter(absence=absence).select_related("to"):
        back += _take_back_one(moved, absence.member, actor, looker)
        moved.delete()
    return back


def hand_over_new_answers() -> int:
    """What a patient wrote to somebody who is away goes to the stand-in, or to the queue. In a job scope."""
    waiting = Conversation.objects.filter(
        closed_at=None,
        waiting_since__isnull=False,
        assignee__absences__in=away.absences_now(),
        last_message_at__gte=F("assignee__absences__starts_at"),
    )
    by_absence = waiting.values_list("assignee__absences__id", "id")
    moved = 0
    for absence in (
        away.absences_now().filter(id__in=[each for each, _id in by_absence]).select_related("member")
    ):
        heads = Conversation.objects.filter(id__in=[head for each, head in by_absence if each == absence.id])
        heads = heads.filter(assignee=absence.member)
        moved += _move_conversations(absence, heads, _receiver(absence), absence.member, PLATFORM)
    return moved


def _move_conversations(
    absence: Absence,
    heads: Iterable[Conversation],
    to: Membership | None,
    actor: Membership,
    looker: Looker,
) -> int:
    ids = [head.id for head in heads]
    rows = Conversation.objects.filter(id__in=ids, assignee=absence.member).order_by("id")
    locked = list(rows.select_related("department").select_for_update(of=("self",)))
    for conversation in locked:
        HandedOver.objects.create(absence=absence, conversation=conversation, to=to)
        _give(conversation, to, actor, looker, Happening.HANDED_OVER, absence.member)
    return len(locked)


def _take_back_one(moved: HandedOver, member: Membership, actor: Membership, looker: Looker) -> int:
    if moved.conversation_id is None:
        return TeamTask.objects.filter(id__in=[moved.task_id], assignee=moved.to, done_at=None).update(
            assignee=member
        )
    rows = Conversation.objects.select_related("department").select_for_update(of=("self",))
    conversation = rows.filter(id=moved.conversation_id, assignee=moved.to).first()
    if conversation is None:
        return 0
    _give(conversation, member, actor, looker, Happening.TAKEN_BACK, member)
    return 1


def _give(
    conversation: Conversation,
    to: Membership | None,
    actor: Membership,
    looker: Looker,
    happening: Happening,
    absent: Membership,
) -> None:
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
    keep_history(
        member=actor,
        looker=looker,
        conversation=conversation,
        happening=happening,
        left_department_id=None,
        **{
            "from": absent.display_name,
            "to": to.display_name if to else conversation.department.name,
        },
    )


def _receiver(absence: Absence) -> Membership | None:
    """Whoever stands in, or whoever stands in for them."""
    return away.stand_in_for(absence.stand_in) if absence.stand_in else None


def _check(member: Membership, period: Period) -> None:
    if period.ends_at <= period.starts_at:
        raise Refused(_("The end comes after the beginning."))
    if period.ends_at <= timezone.now():
        raise Refused(_("Choose a moment that is still to come."))
    stand_in = period.stand_in
    if stand_in and stand_in.id == member.id:
        raise Refused(_("Choose somebody else to take over."))
    if stand_in and not may(stand_in, Act.WRITE_CONVERSATIONS):
        sentence = _("%(name)s does not answer patients. Choose somebody else.")
        raise Refused(sentence % {"name": stand_in.display_name})


def _require_may_speak_for(actor: Membership, member: Membership) -> None:
    require(actor, Act.WRITE_CONVERSATIONS)
    if actor.id != member.id:
        require(actor, Act.CONFIGURE_DEPARTMENT)


def _record(absence: Absence, looker: Looker, event: str, action: str) -> None:
    identity: UUID = absence.id
    record(
        looker=looker,
        organisation_id=absence.organisation_id,
        event=event,
        action=action,
        object_type="absence",
        object_id=identity,
    )
