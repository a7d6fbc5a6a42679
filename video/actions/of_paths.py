"""The waiting room that a care path opens: made once, moved along with its moment, taken back.

The path tells the patient; a line in the conversation says only what else would go unsaid. In the scope of
the organisation or in a job.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.models import Conversation
from tenants.models import Membership
from tenants.wording import moment_in_words
from video import queries, rules
from video.actions.planning import say
from video.actions.records import log, tell_conversation
from video.models import VideoVisit

PLATFORM = Looker(label="", role="platform")
MINUTES = 20


@dataclass(frozen=True, slots=True)
class Room:
    """`id` is chosen by who asks, so that asking twice is asking once; `clinician` as they are called."""

    id: UUID
    starts_at: datetime
    clinician: str = ""


def is_too_late(starts_at: datetime, now: datetime) -> bool:
    """Whether the room for this moment would be closed by now."""
    return rules.window(starts_at, MINUTES, started_at=None).has_closed(now)


def is_open_at_all(visit_id: UUID) -> bool:
    """Whether a room was made before, also when it was taken back."""
    return VideoVisit.objects.filter(id=visit_id).exists()


def open_room(*, conversation: Conversation, room: Room) -> VideoVisit:
    """The visit of this moment; one that the team planned for it already is taken."""
    known = VideoVisit.objects.filter(id=room.id).first() or _planned(conversation, room.starts_at)
    if known:
        return known
    visit = VideoVisit.objects.create(
        id=room.id,
        conversation=conversation,
        patient_id=conversation.patient_id,
        department_id=conversation.department_id,
        clinician=_member(room.clinician),
        starts_at=room.starts_at,
        minutes=MINUTES,
        is_sealed=queries.is_sealing(),
    )
    log(looker=PLATFORM, visit=visit, event="video.planned", action="C")
    tell_conversation(visit)
    return visit


def move_room(*, visit_id: UUID, starts_at: datetime) -> None:
    """It follows its moment as long as nobody has begun; one that was taken back is there again."""
    visit = _locked(visit_id)
    if visit is None or visit.started_at or visit.ended_at:
        return
    was_off = visit.cancelled_at is not None
    if not was_off and visit.starts_at == starts_at:
        return
    visit.starts_at, visit.late_minutes, visit.cancelled_at = starts_at, 0, None
    visit.save(update_fields=["starts_at", "late_minutes", "cancelled_at"])
    if was_off:
        with translation.override(visit.patient.reads_in):
            sentence = _("The video visit takes place after all, %(moment)s.")
            say(visit, PLATFORM, sentence % {"moment": moment_in_words(starts_at)})
    log(looker=PLATFORM, visit=visit, event="video.moved")
    tell_conversation(visit)


def take_back_room(*, visit_id: UUID) -> None:
    """It does not take place, unless it began; who was told of it reads so in the conversation."""
    visit = _locked(visit_id)
    if visit is None or visit.started_at or visit.is_over:
        return
    visit.cancelled_at = timezone.now()
    visit.save(update_fields=["cancelled_at"])
    with translation.override(visit.patient.reads_in):
        sentence = _("The video visit of %(moment)s does not take place.")
        say(visit, PLATFORM, sentence % {"moment": moment_in_words(visit.starts_at)})
    log(looker=PLATFORM, visit=visit, event="video.cancelled")
    tell_conversation(visit)


def _locked(visit_id: UUID) -> VideoVisit | None:
    rows = VideoVisit.objects.select_related("conversation", "department", "patient")
    return rows.select_for_update(of=("self",)).filter(id=visit_id).first()


def _planned(conversation: Conversation, starts_at: datetime) -> VideoVisit | None:
    rows = VideoVisit.objects.filter(conversation=conversation, starts_at=starts_at)
    return rows.filter(ended_at=None, cancelled_at=None).first()


def _member(name: str) -> Membership | None:
    """Who is called so here; nobody when it is not certain."""
    found = list(Membership.objects.filter(ended_at=None, display_name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None
