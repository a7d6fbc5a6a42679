"""Planning a visit from a conversation, calling at once, moving, cancelling, saying that it runs late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.messages import send_message
from conversations.actions.notices import tell_patient
from conversations.deceased import refuse_deceased
from conversations.models import Conversation, Message
from conversations.sending import Sending, Sent
from rowsecurity.errors import Invalid, Refused
from tenants.models import Membership
from tenants.roles import Act, require
from tenants.wording import moment_in_words
from video.actions.records import log, tell, tell_conversation
from video.models import VideoVisit

MOST_MINUTES = 120
MOST_LATE = 180
# Further on a clock cannot count any more, and no page with such a visit could be shown.
MOST_AHEAD = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Plan:
    """When, how long, with whom; `plan_id` chosen by the sender, so that planning twice is planning once."""

    plan_id: UUID
    starts_at: datetime
    minutes: int
    clinician: Membership
    is_sealed: bool = False


def plan(*, member: Membership, looker: Looker, conversation: Conversation, plan: Plan) -> VideoVisit:
    """Plan a visit and say so in the conversation. `conversation` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    _refuse_impossible(conversation, plan)
    visit_id = uuid5(conversation.id, str(plan.plan_id))
    known = VideoVisit.objects.filter(id=visit_id).first()
    if known:
        return known
    visit = VideoVisit.objects.create(
        id=visit_id,
        conversation=conversation,
        patient_id=conversation.patient_id,
        department_id=conversation.department_id,
        clinician=plan.clinician,
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        is_sealed=plan.is_sealed,
    )
    with translation.override(conversation.patient.reads_in):
        about = {"name": plan.clinician.display_name, "moment": moment_in_words(plan.starts_at)}
        sentence = _("You have a video visit with %(name)s, %(moment)s. You can come in half an hour before.")
        if plan.starts_at <= timezone.now():
            sentence = _("%(name)s would like to see you by video now. Come to the waiting room.")
    say(visit, looker, sentence % about)
    log(looker=looker, visit=visit, event="video.planned", action="C")
    tell(visit)
    tell_patient(conversation)
    return visit


def move(*, member: Membership, looker: Looker, visit: VideoVisit, starts_at: datetime) -> None:
    """Another moment, before it has begun. `visit` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    refuse_begun(visit)
    _refuse_moment(starts_at)
    visit.starts_at, visit.late_minutes = starts_at, 0
    visit.save(update_fields=["starts_at", "late_minutes"])
    with translation.override(visit.patient.reads_in):
        sentence = _("Your video visit is moved to %(moment)s.")
        say(visit, looker, sentence % {"moment": moment_in_words(starts_at)})
    log(looker=looker, visit=visit, event="video.moved")
    tell_conversation(visit)
    tell_patient(visit.conversation)


def cancel(*, member: Membership, looker: Looker, visit: VideoVisit) -> None:
    """It does not take place. `visit` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    if visit.cancelled_at:
        return
    refuse_begun(visit)
    visit.cancelled_at = timezone.now()
    visit.save(update_fields=["cancelled_at"])
    with translation.override(visit.patient.reads_in):
        sentence = _("The video visit of %(moment)s does not take place.")
        say(visit, looker, sentence % {"moment": moment_in_words(visit.starts_at)})
    log(looker=looker, visit=visit, event="video.cancelled")
    tell_conversation(visit)
    tell_patient(visit.conversation)


def run_late(*, member: Membership, minutes: int) -> None:
    """Tell all who wait for this member today how much later it gets; 0 is: on time again."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not 0 <= minutes <= MOST_LATE:
        raise Invalid(_("Choose at most three hours."))
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = VideoVisit.objects.filter(
        clinician=member, started_at=None, ended_at=None, cancelled_at=None,
        starts_at__gte=day, starts_at__lt=day + timedelta(days=1),
    )  # fmt: skip
    for visit in rows.select_for_update():
        visit.late_minutes = minutes
        visit.save(update_fields=["late_minutes"])
        tell(visit)


def say(visit: VideoVisit, looker: Looker, text: str) -> Sent:
    """A line in the conversation that both sides read. Closed, it gets a line all the same."""
    conversation = visit.conversation
    sending = Sending(
        organisation_id=visit.organisation_id,
        conversation_id=conversation.id,
        client_id=uuid4(),
        text=text,
        side=Message.Side.SYSTEM,
        kind=Message.Kind.CLOSING if conversation.is_closed else Message.Kind.EVENT,
        label=visit.department.name,
        source=looker.source,
    )
    return send_message(sending)


def refuse_begun(visit: VideoVisit) -> None:
    """Refuse what makes sense only before a visit."""
    if visit.cancelled_at:
        raise Refused(_("This video visit was cancelled."))
    if visit.ended_at:
        raise Refused(_("This video visit is over."))
    if visit.started_at:
        raise Refused(_("This video visit has begun already."))


def _refuse_impossible(conversation: Conversation, plan: Plan) -> None:
    if conversation.is_closed:
        raise Refused(_("This conversation is closed. Reopen it to plan a video visit."))
    refuse_deceased(conversation.patient)
    if not conversation.organisation.video_is_on:
        raise Refused(_("Your organisation does not use video visits. An admin can turn them on."))
    if not 5 <= plan.minutes <= MOST_MINUTES:
        raise Invalid(_("A video visit takes between 5 minutes and 2 hours."))
    _refuse_moment(plan.starts_at)
    if VideoVisit.objects.filter(
        conversation=conversation,
        started_at__isnull=False,
        ended_at=None,
        started_at__gt=Now() - timedelta(hours=4),
    ).exists():
        raise Refused(_("In this conversation a video visit is going on. Go there."))


def _refuse_moment(starts_at: datetime) -> None:
    now = timezone.now()
    if starts_at < now - timedelta(minutes=1):
        raise Invalid(_("This moment is over. Choose a later one."))
    if starts_at > now + MOST_AHEAD:
        raise Invalid(_("This moment is more than two years away. Choose an earlier one."))
