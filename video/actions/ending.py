"""The end of a visit, and the line in the conversation that is left of it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.actions import Looker
from tenants.wording import moment_in_words
from video import rooms
from video.actions.planning import say
from video.actions.records import log, tell_conversation
from video.models import Seat, VideoVisit


def end(*, looker: Looker, visit: VideoVisit, at: datetime | None = None) -> None:
    """Close the room for everybody. `visit` is locked; ending twice is ending once.

    `at` is given where it was over before anybody noticed.
    """
    if visit.is_over:
        return
    visit.ended_at = at or timezone.now()
    visit.save(update_fields=["ended_at"])
    seats = Seat.objects.filter(visit=visit)
    seats.filter(left_at=None, removed_at=None).update(left_at=visit.ended_at)
    seats.exclude(caption_sealed=None).update(caption_sealed=None)
    rooms.shut(room=visit.id)
    with translation.override(visit.patient.reads_in):
        words = sentence(visit)
    say(visit, looker, words)
    log(looker=looker, visit=visit, event="video.ended")
    tell_conversation(visit)


def is_last_of_team(seat: Seat) -> bool:
    """Whether nobody else of the team is in the room."""
    others = Seat.objects.filter(visit=seat.visit, kind=Seat.Kind.TEAM, left_at=None).exclude(id=seat.id)
    return not any(each.is_in and each.is_seen for each in others)


def sentence(visit: VideoVisit) -> str:
    """Held, how long, who: for both sides."""
    was_there = Seat.objects.filter(visit=visit, admitted_at__isnull=False).order_by("admitted_at")
    names = ", ".join(was_there.values_list("label", flat=True))
    if visit.started_at is None or not was_there.exclude(kind=Seat.Kind.TEAM).exists():
        words = {"moment": moment_in_words(visit.starts_at)}
        return _("The video visit of %(moment)s did not take place: nobody met.") % words
    minutes = max(1, round(visit.length.total_seconds() / 60))
    words = {
        "moment": moment_in_words(visit.started_at),
        "end": date_format(timezone.localtime(visit.ended_at), "TIME_FORMAT"),
        "names": names,
        "minutes": str(minutes),
    }
    said = _("Video visit held: %(moment)s until %(end)s, %(minutes)s min. In the room: %(names)s.")
    return said % words
