"""A department with the ready-made path, a patient, and visits to play with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from carepaths import dispatcher
from carepaths.actions.enrolments import database_now
from carepaths.actions.results import record_result
from carepaths.actions.visits import VisitFacts, record_visit
from carepaths.models import CarePath, DueStep, Enrolment, OpenStep, Visit
from carepaths.ready_made import CHECK_UP, LABORATORY, rheumatology_check_up
from conversations.models import Message
from rowsecurity.scopes import job_scope
from tests.cast import House


@dataclass
class Clinic:
    """The house, and shortcuts that speak as its own system would."""

    house: House
    path: CarePath
    now: datetime

    @contextmanager
    def scope(self) -> Iterator[None]:
        with job_scope(self.house.id):
            yield

    def book(self, *, days: float, source: str = "ehr|A1", patient: str = "Alice", **facts: Any) -> Visit:
        """Book, or change what was booked under this source."""
        told = {"kind": CHECK_UP, "kind_name": "Controle", "clinician": "dr. Bakker"} | facts
        with self.scope():
            return record_visit(
                source=source,
                patient=self.house.patients[patient],
                department=self.house.department,
                facts=VisitFacts(starts_at=self.now + timedelta(days=days), **told),
            )

    def result(self, *, days_ago: float = 0, patient: str = "Alice", **more: Any) -> None:
        with self.scope():
            record_result(
                source="lab|1",
                patient=self.house.patients[patient],
                code=LABORATORY,
                issued_at=self.now - timedelta(days=days_ago),
                **more,
            )

    def steps(self, *states: str) -> list[DueStep]:
        with self.scope():
            rows = DueStep.objects.select_related("step").order_by("due_at")
            return list(rows.filter(state__in=states) if states else rows)

    def enrolment(self) -> Enrolment:
        with self.scope():
            return Enrolment.objects.get()

    def enrolment_steps(self):
        return DueStep.objects.all()

    def messages(self) -> list[str]:
        with self.scope():
            return [message.body for message in Message.objects.order_by("sent_at", "number")]

    def let_come(self, *due: DueStep) -> None:
        """Let the moment of these steps (of all that wait) be now, and the dispatcher work."""
        with self.scope():
            rows = DueStep.objects.filter(state=DueStep.State.DUE)
            if due:
                rows = rows.filter(id__in=[step.id for step in due])
            past = database_now() - timedelta(seconds=1)
            for number, step in enumerate(rows.order_by("due_at")):
                OpenStep.objects.filter(id=step.id).update(wake_at=past + timedelta(microseconds=number))
        dispatcher.dispatch()


def make_clinic(house: House) -> Clinic:
    with job_scope(house.id):
        return Clinic(house, rheumatology_check_up(department=house.department), database_now())


def ids(rows: list[DueStep]) -> set[UUID]:
    return {row.id for row in rows}
