"""The timetable of a department, kept in the process for half a minute: it is asked at every message.

What is kept is public within the organisation (name, hours, telephone numbers) and nothing about anybody.
"""

from __future__ import annotations

import time as clock
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from tenants.models import Department, OpeningHours
from tenants.promise import Hours, Timetable

KEPT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Desk:
    """A department as it answers: its name, when, within which time, and where to call."""

    department_id: UUID
    name: str
    timetable: Timetable
    phone: str
    phone_outside_hours: str


_kept: dict[UUID, tuple[float, Desk]] = {}


def desk_of(department: Department) -> Desk:
    """The desk of a department, in an open scope that may read it."""
    return kept_desk(department.id) or keep_desk(_read(department))


def kept_desk(department_id: UUID) -> Desk | None:
    """The desk if this process read it less than half a minute ago."""
    found = _kept.get(department_id)
    return found[1] if found and found[0] > clock.monotonic() else None


def keep_desk(desk: Desk) -> Desk:
    """Remember a desk that was read elsewhere (the asynchronous path)."""
    _kept[desk.department_id] = (clock.monotonic() + KEPT_SECONDS, desk)
    return desk


def forget_desk(department_id: UUID) -> None:
    """Read it again at the next question, because it was changed here."""
    _kept.pop(department_id, None)


def desk_from_json(value: dict[str, Any]) -> Desk:
    """A desk as the SQL function `desk_as_json` writes it."""
    hours = [
        Hours(each["weekday"], time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"]))
        for each in value["hours"]
    ]
    timetable = _timetable(hours, value["amount"], value["unit"])
    return Desk(UUID(value["id"]), value["name"], timetable, value["phone"], value["phone_outside_hours"])


def _read(department: Department) -> Desk:
    rows = OpeningHours.objects.filter(department=department).values_list("weekday", "opens", "closes")
    hours = [Hours(*row) for row in rows]
    timetable = _timetable(hours, department.promise_amount, department.promise_unit)
    return Desk(department.id, department.name, timetable, department.phone, department.phone_outside_hours)


def _timetable(hours: Iterable[Hours], amount: int, unit: str) -> Timetable:
    return Timetable(tuple(hours), amount, unit == Department.PromiseUnit.DAYS)
