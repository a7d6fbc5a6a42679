"""What nobody does by hand: ending a visit whose browsers were just closed, forgetting who guests were."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import Looker
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope
from tenants.models import Organisation
from video import rules
from video.access import read_visit
from video.actions.admitting import put_out_strangers
from video.actions.ending import end
from video.models import Guest, Seat, VideoVisit

logger = logging.getLogger("video")
NOBODY = UUID(int=0)
PLATFORM = Looker(label="", role="platform")
# Longer than a telephone that is restarted, or somebody who moves to another device.
QUIET = timedelta(minutes=5)


def look_after() -> None:
    """Look at the visits of every organisation. Outside any scope."""
    with job_scope(NOBODY):  # the directory is public
        organisations = list(Organisation.objects.values_list("id", flat=True))
    for organisation_id in organisations:
        with by_itself(logger, "looking after video visits", organisation_id):
            _look_after_one(organisation_id)


def _look_after_one(organisation_id: UUID) -> None:
    with job_scope(organisation_id):
        forget_guests()
        open_now = _open_now()
    for visit_id in open_now:
        with by_itself(logger, "looking after a video visit", visit_id), job_scope(organisation_id):
            _look_after_visit(read_visit(visit_id, lock=True))


def forget_guests() -> int:
    """Empty name and number some days after the visit; who was there stands in the conversation."""
    before = Now() - rules.GUESTS_KEPT
    rows = Guest.objects.filter(Q(visit__ended_at__lt=before) | Q(visit__cancelled_at__lt=before))
    return rows.exclude(name="", mobile="").update(name="", mobile="")


def _open_now() -> list[UUID]:
    rows = VideoVisit.objects.filter(ended_at=None, cancelled_at=None, starts_at__lt=Now() + rules.BEFORE)
    return list(rows.order_by("starts_at").values_list("id", flat=True))


def _look_after_visit(visit: VideoVisit) -> None:
    if visit.is_over:
        return
    last = _last_seen(visit)
    is_quiet = last is not None and last < timezone.now() - QUIET
    if is_quiet or visit.window.has_closed(timezone.now()):
        end(looker=PLATFORM, visit=visit, at=last)
    else:
        put_out_strangers(visit=visit)


def _last_seen(visit: VideoVisit) -> datetime | None:
    """When anybody was there last; None where it never began."""
    if visit.started_at is None:
        return None
    seen: datetime | None = Seat.objects.filter(visit=visit).aggregate(last=Max("seen_at"))["last"]
    return max(visit.started_at, seen) if seen else visit.started_at
