"""Reads sums and sets from the roll-ups: a fixed number of statements, whatever is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from monitoring_export import people_sets
from monitoring_export.dictionary import AGES, LANGUAGES
from monitoring_export.groups import Group
from monitoring_export.models import UsageContacts, UsageTraits
from monitoring_export.spans import Step, end_of, start_of

# What a histogram of times is kept under.
WAITS = "first_answer"
FIRST_BIRTH = 1850
LANGUAGE_BYTES = {code: number for number, (_name, code) in enumerate(LANGUAGES.values(), 1)}
SUMS = """
SELECT key, step, department_id, {period} AS period, sum(number)::bigint FROM monitoring_export_usagefigure
WHERE organisation_id = %(organisation)s AND span = %(span)s
  AND starts_on >= %(first)s AND starts_on < %(until)s AND key = ANY (%(keys)s)
GROUP BY 1, 2, 3, 4
"""
SETS = """
SELECT department_id, month, bits FROM monitoring_export_usagepersons
WHERE organisation_id = %(organisation)s AND month >= %(first)s AND month < %(until)s
"""
Place = tuple[date, Group]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a range of whole steps of one organisation, put together in groups."""

    organisation_id: UUID
    first: date
    until: date
    step: Step
    group_of: dict[UUID | None, Group]


def sums(asked: Asked, keys: Collection[str]) -> dict[Place, dict[tuple[str, int], int]]:
    """For each period and group: the sum of each key and step."""
    span = "d" if asked.step == "day" else "m"
    period = {"day": "starts_on", "month": "starts_on", "whole": "%(first)s::date"}.get(
        asked.step, f"date_trunc('{asked.step}', starts_on)::date"
    )
    parameters: dict[str, Any] = {
        "organisation": asked.organisation_id, "span": span, "first": asked.first, "until": asked.until,
        "keys": list(keys),
    }  # fmt: skip
    found: dict[Place, dict[tuple[str, int], int]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(period=period), parameters)
        for key, step, department_id, period_start, number in cursor.fetchall():
            if department_id in asked.group_of:
                found[period_start, asked.group_of[department_id]][key, step] += number
    return found


def people(asked: Asked) -> dict[Place, int]:
    """For each period and group: who had contact, as bits."""
    found: dict[Place, list[bytes]] = defaultdict(list)
    for department_id, day, bits in _sets(asked):
        if department_id in asked.group_of:
            start = asked.first if asked.step == "whole" else start_of(day, asked.step)
            found[start, asked.group_of[department_id]].append(bits)
    return {place: people_sets.union(each) for place, each in found.items()}


def _sets(asked: Asked) -> Iterable[tuple[UUID, date, bytes]]:
    if asked.step == "day":
        rows = UsageContacts.objects.filter(day__gte=asked.first, day__lt=asked.until)
        for department_id, day, numbers in rows.values_list("department_id", "day", "numbers"):
            yield department_id, day, people_sets.to_bits(numbers)
        return
    parameters = {"organisation": asked.organisation_id, "first": asked.first, "until": asked.until}
    # Sets of a year are megabytes: they come as bytes and not as text.
    with connection.connection.cursor(binary=True) as cursor:
        cursor.execute(SETS, parameters)
        yield from cursor.fetchall()


def traits() -> tuple[bytes, bytes]:
    """The years of birth and the languages of everybody who is counted, one byte each."""
    found = UsageTraits.objects.first()
    return (bytes(found.births), bytes(found.languages)) if found else (b"", b"")


def spread(asked: Asked, place: Place, members: int, known: tuple[bytes, bytes]) -> dict[str, int]:
    """How many of these people are of each age and language."""
    year = _last_year(asked, place[0])
    births = people_sets.spread(members, known[0])
    languages = people_sets.spread(members, known[1])
    ages = {
        key: sum(n for born, n in births.items() if born and young <= year - FIRST_BIRTH - born <= old)
        for key, (_name, young, old) in AGES.items()
    }
    read = {key: languages[LANGUAGE_BYTES[code]] for key, (_name, code) in LANGUAGES.items()}
    return {**ages, **read}


def _last_year(asked: Asked, start: date) -> int:
    if asked.step == "day":
        return start.year
    until = asked.until if asked.step == "whole" else end_of(start, asked.step)
    return until.year if until.timetuple().tm_yday > 1 else until.year - 1
