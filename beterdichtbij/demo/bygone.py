"""What happened in the months before: calmer than the week, so that figures have something to compare with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from beterdichtbij.demo import past
from beterdichtbij.demo.bygone_talks import CLOSED, TALKS
from beterdichtbij.demo.cast import PATIENTS, POLIS, WORKERS, Poli, Registration, Worker
from beterdichtbij.demo.moments import SATURDAY
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.people import patient_id
from conversations.models import Message
from monitoring_export import months
from people.models import Patient
from tenants.models import Department

# How many conversations a month, of the latest month and of so many before.
MONTHS = 7
BUSY = {"REU": 13, "INF": 6, "APO": 8, "CAR": 4}
ASKED_WHEN_CLOSED = 0.3
Side, Kind = Message.Side, Message.Kind


@dataclass(frozen=True, slots=True)
class Desk:
    """A department, who works there, and whose conversations it had."""

    poli: Poli
    department: Department
    workers: list[Worker]
    patients: list[Patient]


def write_bygone_months(house: str, registrations: list[Registration], now: datetime) -> None:
    """Bring in the conversations of earlier months of one organisation. Inside its job scope."""
    # Not those of the week: their own lists stay short.
    others = [each for each in registrations if each.account and each not in PATIENTS]
    ids = [patient_id(each) for each in others if each.house == house]
    patients = list(Patient.objects.filter(id__in=ids).order_by("number"))
    for poli in (poli for poli in POLIS if poli.house == house and poli.code in BUSY):
        workers = [each for each in WORKERS if poli.code in each.polis]
        desk = Desk(poli, Department.objects.get(id=demo_id("department", poli.code)), workers, patients)
        for back in range(1, MONTHS + 1):
            _write_month(desk, months.shifted(months.first_day(now), -back), back)


def _write_month(desk: Desk, month: date, back: int) -> None:
    chance = Random(f"{desk.poli.code} {month}")
    for number in range(max(1, round(BUSY[desk.poli.code] * (1 - 0.09 * back)))):
        patient, talk = chance.choice(desk.patients), chance.choice(TALKS)
        lines = list(_lines(desk, patient, talk[1:], _day(chance, month), chance))
        past.bring_in(
            past.Past(_id(desk, month, number), patient, desk.department, talk[0], lines, unread_by_patient=0)
        )


def _id(desk: Desk, month: date, number: int) -> UUID:
    return demo_id("conversation", f"{desk.poli.code} {month:%Y-%m} {number}")


def _lines(
    desk: Desk, patient: Patient, texts: tuple[str, ...], day: date, chance: Random
) -> Iterator[past.Line]:
    """The patient asks, somebody of the desk answers, and so on; the last sentence closes."""
    worker = chance.choice(desk.workers)
    at = timezone.make_aware(datetime.combine(day, time(chance.randint(7, 11), chance.randint(0, 59))))
    for number, text in enumerate(texts):
        if number % 2 == 0:
            name = f"{patient.given_name} {patient.family_name}"
            yield past.Line(at, Side.PATIENT, text, Kind.TEXT, patient.person_id, name)
            if number == 0 and chance.random() < ASKED_WHEN_CLOSED:
                yield past.Line(at, Side.SYSTEM, CLOSED, Kind.AUTOMATIC, label=desk.poli.name)
        else:
            kind = Kind.CLOSING if number == len(texts) - 1 else Kind.TEXT
            label = f"{worker.display_name} · {worker.job_title}"
            person_id = demo_id("person", worker.key)
            yield past.Line(at, Side.TEAM, text, kind, person_id, label, worker.roles[0])
        at += timedelta(minutes=chance.randint(7, 70))


def _day(chance: Random, month: date) -> date:
    while True:
        day = month + timedelta(chance.randint(0, 27))
        if day.weekday() < SATURDAY:
            return day
