"""An appointment by video has its waiting room, in a conversation of its own, which follows the appointment.

Where the path of the appointment opens the waiting room itself, that one is the way in.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carepaths.models import Enrolment, Step, Visit
from conversations.actions.conversations import start_conversation
from tenants.wording import moment_in_words
from video.actions.of_paths import (
    PLATFORM,
    Room,
    is_open_at_all,
    is_too_late,
    move_room,
    open_room,
    take_back_room,
)
from video.actions.planning import say
from video.queries import codes_by_video


def follow(visit: Visit) -> None:
    """Open, move or take back the waiting room of an appointment, as it says now. `visit` is locked."""
    room_id = room_of(visit)
    if not (is_by_video(visit) and visit.is_booked) or _is_of_path(visit):
        take_back_room(visit_id=room_id)
    elif is_open_at_all(room_id):
        move_room(visit_id=room_id, starts_at=visit.starts_at)
    elif _may_open(visit):
        _open(visit, room_id)


def is_by_video(visit: Visit) -> bool:
    """Whether the hospital's own system says that it is by video."""
    return visit.kind.upper() in codes_by_video()


def _may_open(visit: Visit) -> bool:
    is_late = is_too_late(visit.starts_at, timezone.now())
    return visit.patient.deceased_on is None and not is_late and visit.organisation.video_is_on


def room_of(visit: Visit) -> UUID:
    """The id of the waiting room that an appointment opens by itself."""
    return uuid5(visit.id, "by video")


def _is_of_path(visit: Visit) -> bool:
    running = Enrolment.objects.filter(visit=visit).exclude(status=Enrolment.Status.ENDED)
    return running.filter(version__steps__kind=Step.Kind.VIDEO).exists()


def _open(visit: Visit, room_id: UUID) -> None:
    with translation.override(visit.patient.reads_in):
        conversation = start_conversation(
            patient=visit.patient,
            department=visit.department,
            subject=_("Video visit"),
            conversation_id=uuid5(room_id, "conversation"),
        )
        room = open_room(conversation=conversation, room=Room(room_id, visit.starts_at, visit.clinician))
        sentence = _("You have a video visit, %(moment)s. You can come in half an hour before.")
        say(room, PLATFORM, sentence % {"moment": moment_in_words(visit.starts_at)})
