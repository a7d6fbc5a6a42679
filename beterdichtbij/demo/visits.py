"""Appointments of the days to come, told as the hospital's own system tells them, and the path they start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from beterdichtbij.demo.cast import POLIS
from beterdichtbij.demo.moments import SATURDAY
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.people import patient_id
from beterdichtbij.demo.talk import registration_of
from carepaths.actions.visits import VisitFacts, record_visit
from carepaths.models import CarePath, Visit
from carepaths.ready_made import CHECK_UP, RHEUMATOLOGY, turn_on_ready_made
from people.models import Patient
from tenants.models import Department


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit so many days ahead (before today when negative), on a working day."""

    patient: str
    poli: str
    days: int
    clock: time
    kind: str
    kind_name: str
    clinician: str
    place: str
    status: str = Visit.Status.BOOKED


# Anna's is so near that the first reminder goes out at once; Greet's is still quiet.
VISITS = (
    Coming("anna", "REU", 8, time(10, 20), CHECK_UP, "Controle", "dr. Bakker", "Route 12"),
    Coming("greet", "REU", 16, time(9, 40), CHECK_UP, "Controle", "dr. Bakker", "Route 12"),
    Coming("henk", "REU", 12, time(14), CHECK_UP, "Controle", "dr. Bakker", "Route 12"),
    Coming("karim", "REU", 11, time(11, 10), CHECK_UP, "Controle", "dr. Bakker", "Route 12", Visit.Status.CANCELLED),
    Coming("aad", "INF", 3, time(10), "infuus", "Infuus", "Marieke Jansen", "Route 31"),
    Coming("anna", "APO", 21, time(15, 30), "gesprek", "Gesprek over uw medicijnen", "Yasmin Aydin", "Apotheek, begane grond"),
)  # fmt: skip

# The path that is on at one department of a house.
PATHS = {"lindeborg": ("REU", RHEUMATOLOGY), "waterkant": ("NEO", "neonatal")}


def make_visits(house: str, now: datetime) -> None:
    """Turn the path on where it belongs and book what is not booked yet. Inside a job scope."""
    if house in PATHS and not CarePath.objects.exists():
        poli, name = PATHS[house]
        turn_on_ready_made(department=Department.objects.get(id=demo_id("department", poli)), name=name)
    for number, coming in enumerate(VISITS):
        source = f"demo|{number}"
        if _house_of(coming) == house and not Visit.objects.filter(source=source).exists():
            _book(coming, source, now)


def _book(coming: Coming, source: str, now: datetime) -> None:
    registration = registration_of(coming.patient, _house_of(coming))
    record_visit(
        source=source,
        patient=Patient.objects.get(id=patient_id(registration)),
        department=Department.objects.get(id=demo_id("department", coming.poli)),
        facts=VisitFacts(
            starts_at=_moment(coming, now),
            kind=coming.kind,
            kind_name=coming.kind_name,
            clinician=coming.clinician,
            place=coming.place,
            status=coming.status,
        ),
    )


def _moment(coming: Coming, now: datetime) -> datetime:
    day = timezone.localtime(now).date() + timedelta(coming.days)
    while day.weekday() >= SATURDAY:
        day += timedelta(1)
    return timezone.make_aware(datetime.combine(day, coming.clock))


def _house_of(coming: Coming) -> str:
    return next(poli.house for poli in POLIS if poli.code == coming.poli)
