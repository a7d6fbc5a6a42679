"""The walk-in desk: who comes gets a visit of their own, in a conversation with the department."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.conversations import start_conversation
from people.models import Patient
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require
from video import queries
from video.actions.planning import say
from video.actions.records import log, tell
from video.models import VideoVisit, WalkInDesk

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def walk_in(*, looker: Looker, desk: WalkInDesk, patient: Patient) -> VideoVisit:
    """Take a place at a desk that is open. In a job scope; a second time leads to the same place."""
    # Two presses at once wait for each other here, and the second finds the place of the first.
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"walk-in of {patient.id}"])
    known = VideoVisit.objects.filter(
        patient=patient, department_id=desk.department_id, is_walk_in=True, ended_at=None, cancelled_at=None
    )
    visit = known.order_by("-starts_at").first()
    if visit and not visit.window.has_closed(timezone.now()):
        return visit
    if not (desk.is_open and desk.organisation.video_is_on):
        raise Refused(_("This walk-in desk is closed now."))
    department = Department.objects.get(id=desk.department_id)
    conversation = start_conversation(
        patient=patient, department=department, subject=_("Video visit without an appointment")
    )
    visit = VideoVisit.objects.create(
        conversation=conversation,
        patient=patient,
        department=department,
        starts_at=timezone.now(),
        is_walk_in=True,
        is_sealed=queries.is_sealing(),
    )
    say(visit, looker, _("Came to the walk-in desk of %(department)s.") % {"department": department.name})
    log(looker=looker, visit=visit, event="video.walked_in", action="C")
    tell(visit)
    return visit


def set_desk(
    *, member: Membership, department: Department, weekdays: Collection[int], opens: time, closes: time
) -> None:
    """Open a walk-in desk on these days and hours, or change when it is open."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    hours = {"weekdays": sorted(weekdays), "opens": opens, "closes": closes}
    if not WalkInDesk.objects.filter(department=department).update(**hours):
        WalkInDesk.objects.create(department=department, **hours)


def close_desk(*, member: Membership, department: Department) -> None:
    """No walk-in desk here any more; who waits keeps the place."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    WalkInDesk.objects.filter(department=department).delete()
