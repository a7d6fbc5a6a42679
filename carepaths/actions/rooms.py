"""The waiting rooms that a path opened: they follow the moment they are for, and go when the path is stopped.

One that the team planned itself stays with the team.
"""

from __future__ import annotations

from carepaths import facts
from carepaths.actions import planning
from carepaths.models import DueStep, Enrolment, Step
from video.actions.of_paths import move_room, take_back_room


def follow_moments(enrolment: Enrolment) -> None:
    """Let each room be at the moment that its anchor has now."""
    opened = _opened(enrolment)
    anchors = planning.anchors_of(enrolment) if opened else {}
    for due, key in opened:
        row = anchors.get(key)
        if row is not None and row.moment is not None:
            move_room(visit_id=facts.room_id(due), starts_at=row.moment)


def take_back(enrolment: Enrolment) -> None:
    """Nobody has to come any more."""
    for due, _key in _opened(enrolment):
        take_back_room(visit_id=facts.room_id(due))


def _opened(enrolment: Enrolment) -> list[tuple[DueStep, str]]:
    """What opened a room, under whatever version, and from which anchor it counts."""
    rows = DueStep.objects.filter(enrolment=enrolment, state=DueStep.State.DONE, step__kind=Step.Kind.VIDEO)
    return [(due, due.step.anchor) for due in rows.select_related("step").order_by("id") if due.step]
