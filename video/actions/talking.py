"""Writing in the room: lines that stay in the conversation, and captions that go when their writer goes."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.sending import check_text
from rowsecurity.errors import Forbidden, Invalid, Refused
from tenants import envelope
from video import places
from video.actions.planning import say
from video.actions.records import tell
from video.models import RoomLine, Seat, VideoVisit

LONGEST_LINE = 1000
LONGEST_CAPTION = 300


def write_line(*, visit: VideoVisit, seat: Seat, text: str, source: str) -> None:
    """A line for everybody in the room, which both sides find in the conversation afterwards."""
    _refuse_outside(seat)
    text = check_text(text)
    if len(text) > LONGEST_LINE:
        raise Invalid(_("This is too long for the chat. Send it in two parts."))
    looker = Looker(label=seat.label, role=seat.kind, source=source)
    sent = say(visit, looker, f"{seat.label}: {text}")
    RoomLine.objects.create(visit=visit, seat=seat, number=sent.number)
    tell(visit)


def caption(*, visit: VideoVisit, seat: Seat, text: str) -> None:
    """What somebody types while it is said; an empty text takes it away."""
    _refuse_outside(seat)
    if not seat.may_caption:
        raise Forbidden(_("Captions are typed by the care team or a guest, such as an interpreter."))
    # The last of it: who types on and on is read at the end.
    text = " ".join(text.replace("\x00", "").split())[-LONGEST_CAPTION:]
    sealed = envelope.seal(seat.organisation_id, places.caption(seat.id), text) if text else None
    Seat.objects.filter(id=seat.id).update(caption_sealed=sealed, captioned_at=timezone.now())
    tell(visit)


def _refuse_outside(seat: Seat) -> None:
    if not seat.is_in:
        raise Refused(_("You have not been let in yet."))
