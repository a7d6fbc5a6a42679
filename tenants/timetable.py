"""The timetable of a department, kept in the process for half a minute: it is asked at every message.

What is kept is public within the organisation (name, hours, telephone numbers) and nothing about anybody.
"""

from __future__ import annotations

import time as clock
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from tenants.models import Department
from tenants.promise import Hours, Special, Timetable

KEPT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Desk:
    """A department as it answers: its name, when, within which time, and where to call."""

    department_id: UUID
    name: str
    timetable: Timetable
    phone: str
    phone_outside_hours: str
    closed_text: str = ""  # what the organisation itself says outside opening hours


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


def forget_desks() -> None:
    """Read all of them again, because something of an organisation was changed here."""
    _kept.clear()


def desk_from_json(value: dict[str, Any]) -> Desk:
    """A desk as the SQL function `department_desk` writes it."""
    timetable = Timetable(
        tuple(Hours(each["weekday"], *_times(each)) for each in value["hours"]),
        value["amount"],
        value["unit"] == Department.PromiseUnit.DAYS,
        value["outside_days"],
        tuple(_special(each) for each in value["specials"]),
    )
    named = (value["phone"], value["phone_outside_hours"], value["closed_text"])
    return Desk(UUID(value["id"]), value["name"], timetable, *named)


def _times(value: dict[str, Any]) -> tuple[time, time]:
    return time.fromisoformat(value["opens"]), time.fromisoformat(value["closes"])


def _special(value: dict[str, Any]) -> Special:
    day = date.fromisoformat(value["day"])
    return Special(day, *_times(value)) if value["opens"] else Special(day)


def _read(department: Department) -> Desk:
    with connection.cursor() as cursor:
        cursor.execute("SELECT department_desk(%s)::text", [department.id])
        found = cursor.fetchone()[0]
    assert found, "a department that this scope may read"
    return desk_from_json(orjson.loads(found))
