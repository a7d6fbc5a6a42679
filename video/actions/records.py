"""What every action leaves behind: a line in the access log, and news for open screens."""

from __future__ import annotations

from audit.actions import Looker, record
from conversations.actions.asking import look_again
from realtime.events import Event, publish, topic
from video.models import VideoVisit


def log(*, looker: Looker, visit: VideoVisit, event: str, action: str = "U") -> None:
    """One line in the access log about this visit."""
    record(
        looker=looker,
        organisation_id=visit.organisation_id,
        event=event,
        action=action,
        object_type="video_visit",
        object_id=visit.id,
        patient_id=visit.patient_id,
    )


def tell(visit: VideoVisit) -> None:
    """Tell who has the visit open, and the lists of the team, to look again."""
    topics = [topic("visit", visit.id), topic("department", visit.department_id)]
    publish(
        Event("visit.changed", topics, {"visit": str(visit.id), "conversation": str(visit.conversation_id)})
    )


def tell_conversation(visit: VideoVisit) -> None:
    """As `tell`, and to who has its conversation open: there is a visit now, or none any more."""
    tell(visit)
    look_again(conversation=visit.conversation)
