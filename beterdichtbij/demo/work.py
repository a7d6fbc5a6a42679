"""What waits for people in the demo world: tasks of the team, a draft to approve, a message that must be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from beterdichtbij.demo.names import demo_id
from conversations import places
from conversations.actions.team_tasks import create_team_task
from conversations.models import Conversation, Message, MustRead, MustReadStep, PreparedReply, TeamTask
from tenants import envelope
from tenants.models import Department, Membership

Kind, Way = TeamTask.Kind, MustReadStep.Way


@dataclass(frozen=True, slots=True)
class Work:
    """A task of a department; `talk` is the conversation it is about, `hours` from now when it is due."""

    poli: str
    kind: str
    text: str
    hours: float
    talk: str = ""
    by: str = ""
    to: str = ""


WORK = (
    Work("REU", Kind.CALL, "Meneer De Wit bellen over de uitslag op zijn armen. Gisteren geen gehoor.", -1,
         "henk-uitslag", by="fatima"),
    Work("REU", Kind.ASK, "Past een extra afspraak volgende week bij dr. Bakker?", 3, "karim-pijn",
         by="bakker", to="fatima"),
    Work("INF", Kind.FOLLOW_UP, "Nieuwe folders over het infuus bestellen.", 26, by="joost"),
)  # fmt: skip
DRAFT = (
    "Dag mevrouw, ja hoor: Noor mag woensdag zwemmen. Is de plek van de prik rood of dik? Plak er dan een waterdichte"
    " pleister op."
)


def write_work(now: datetime) -> None:
    """What waits at Lindeborg. Inside its job scope, after its conversations."""
    for work in WORK:
        create_team_task(
            department=Department.objects.get(id=demo_id("department", work.poli)),
            kind=work.kind,
            text=work.text,
            due_at=now + timedelta(hours=work.hours),
            conversation=_talk(work.talk),
            author=_member(work.by),
            assignee=_member(work.to),
        )
    _write_draft("noor-zwemmen", by="fatima")
    _ask_to_read("karim-pijn", by="bakker", now=now)


def _write_draft(talk: str, *, by: str) -> None:
    """An assistant's answer that waits for a clinician."""
    conversation, author = _talk(talk), _member(by)
    assert conversation and author
    prepared = PreparedReply(
        id=uuid4(),
        organisation_id=conversation.organisation_id,
        conversation=conversation,
        author=author,
        client_id=uuid4(),
        seen_number=conversation.last_number,
        state=PreparedReply.State.ASKED,
    )
    prepared.body_sealed = envelope.seal(conversation.organisation_id, places.prepared(prepared.id), DRAFT)
    prepared.save(force_insert=True)


def _ask_to_read(talk: str, *, by: str, now: datetime) -> None:
    """The last message must be read: a notification and a text message went out, an e-mail comes next."""
    sent_at = Message.objects.filter(conversation=demo_id("conversation", talk)).latest("number").sent_at
    conversation, author = _talk(talk), _member(by)
    assert conversation and author
    asked = MustRead.objects.create(
        conversation=conversation,
        patient=conversation.patient,
        number=conversation.last_number,
        asked_by=author,
        due_at=now + timedelta(hours=3),
    )
    for way, hours in ((Way.PUSH, 0), (Way.SMS, 2)):
        MustReadStep.objects.create(must_read=asked, way=way, taken_at=sent_at + timedelta(hours=hours))


def _talk(key: str) -> Conversation | None:
    if not key:
        return None
    return Conversation.objects.select_related("patient", "department").get(id=demo_id("conversation", key))


def _member(key: str) -> Membership | None:
    return Membership.objects.get(id=demo_id("membership", key)) if key else None
