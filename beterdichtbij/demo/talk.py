"""The form in which the conversations of the demo world are written down, and their way into the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from beterdichtbij.demo import past
from beterdichtbij.demo.cast import PATIENTS, POLIS, WORKERS, Poli, Registration
from beterdichtbij.demo.moments import Moment
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.people import patient_id
from beterdichtbij.demo.remarks import Remark, write_remarks
from beterdichtbij.demo.sign_ins import name_of
from conversations.models import Message
from people.models import Patient
from tenants.models import Department, Membership
from tenants.promise import answer_by
from tenants.timetable import desk_of

Side, Kind = Message.Side, Message.Kind


@dataclass(frozen=True, slots=True)
class Said:
    by: str
    when: Moment
    text: str
    kind: str = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of one patient with one department; `by` in its lines is a key of the cast."""

    key: str
    patient: str
    poli: str
    subject: str
    said: Sequence[Said]
    assignee: str = ""
    unread: int = 0
    remarks: Sequence[Remark] = field(default=())


def asks(when: Moment, text: str) -> Said:
    """The patient's side; a parent writes for a child."""
    return Said("patient", when, text)


def automatic(when: Moment, text: str) -> Said:
    return Said("", when, text, Kind.AUTOMATIC)


def answers(by: str, when: Moment, text: str) -> Said:
    return Said(by, when, text)


def closes(by: str, when: Moment, text: str) -> Said:
    return Said(by, when, text, Kind.CLOSING)


def write_talk(talk: Talk, now: datetime) -> None:
    """Bring one conversation in. Inside a job scope."""
    conversation_id = demo_id("conversation", talk.key)
    poli = next(poli for poli in POLIS if poli.code == talk.poli)
    registration = registration_of(talk.patient, poli.house)
    department = Department.objects.get(id=demo_id("department", poli.code))
    lines = in_order([_line(said, registration, poli, now) for said in talk.said], now)
    asked = past.waiting_since(lines)
    past.bring_in(
        past.Past(
            id=conversation_id,
            patient=Patient.objects.get(id=patient_id(registration)),
            department=department,
            subject=talk.subject,
            lines=lines,
            assignee=Membership.objects.get(id=demo_id("membership", talk.assignee))
            if talk.assignee
            else None,
            answer_due_at=answer_by(desk_of(department).timetable, asked) if asked else None,
            unread_by_patient=talk.unread,
        )
    )
    write_remarks(conversation_id, department.organisation_id, talk.remarks, now)


def registration_of(key: str, house: str) -> Registration:
    return next(each for each in PATIENTS if (each.key, each.house) == (key, house))


def in_order(lines: list[past.Line], now: datetime) -> list[past.Line]:
    """Nobody answers before the question, nor after now, whatever day the demo world is made on."""
    ordered: list[past.Line] = []
    earliest = datetime.min.replace(tzinfo=now.tzinfo)
    for number, line in enumerate(lines):
        latest = now - timedelta(minutes=len(lines) - number)
        at = min(max(line.at, earliest + timedelta(minutes=6)) if ordered else line.at, latest)
        ordered.append(replace(line, at=at))
        earliest = at
    return ordered


def _line(said: Said, registration: Registration, poli: Poli, now: datetime) -> past.Line:
    at = said.when.at(now)
    if said.by == "patient":
        key = registration.parent or registration.key
        return past.Line(at, Side.PATIENT, said.text, said.kind, demo_id("person", key), _name(registration))
    if not said.by:
        return past.Line(at, Side.SYSTEM, said.text, said.kind, label=poli.name)
    worker = next(worker for worker in WORKERS if worker.key == said.by)
    label = f"{worker.display_name} · {worker.job_title}"
    person_id = demo_id("person", worker.key)
    return past.Line(at, Side.TEAM, said.text, said.kind, person_id, label, worker.roles[0])


def _name(registration: Registration) -> str:
    return " ".join(name_of(registration.parent or registration.key))
