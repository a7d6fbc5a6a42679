"""Reads sums and sets from the roll-ups: a fixed number of statements, whatever is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from monitoring_export import people_sets
from monitoring_export.amounts import Amount, added, of_several
from monitoring_export.dictionary import AGES, LANGUAGES
from monitoring_export.groups import Group
from monitoring_export.models import UsageContacts, UsageTraits
from monitoring_export.spans import Step, end_of, start_of

# What a histogram of times is kept under.
WAITS = "first_answer"
FIRST_BIRTH = 1850
LANGUAGE_BYTES = {code: number for number, (_name, code) in enumerate(LANGUAGES.values(), 1)}
# All of an organisation is added up by the database: a twentieth of its rows is left. Departments hardly add
# up, so the database would sort them for nothing; they are added up here.
SUMS = """
SELECT {department}, {period} AS period, key, {number}, {steps} FROM monitoring_export_usagefigure
WHERE organisation_id = %(organisation)s AND span = %(span)s
  AND starts_on >= %(first)s AND starts_on < %(until)s AND key = ANY (%(keys)s)
{grouped}
"""
WHOLE = {
    "department": "NULL::uuid",
    "number": "sum(number)::bigint",
    "steps": "jsonb_agg(steps) FILTER (WHERE steps IS NOT NULL)",
    "grouped": "GROUP BY 2, 3",
}
APART = {
    "department": "department_id",
    "number": "number",
    "steps": "'[' || steps::text || ']'",
    "grouped": "",
}
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

    @property
    def is_whole(self) -> bool:
        """Whether all there is of the organisation is one group."""
        return None in self.group_of and set(self.group_of.values()) == {None}


def sums(asked: Asked, keys: Collection[str]) -> dict[Place, dict[str, Amount]]:
    """For each period and group: the sum of each key, or its histogram."""
    span = "d" if asked.step == "day" else "m"
    period = {"day": "starts_on", "month": "starts_on", "whole": "%(first)s::date"}.get(
        asked.step, f"date_trunc('{asked.step}', starts_on::timestamp)::date"
    )
    statement = SUMS.format(period=period, **(WHOLE if asked.is_whole else APART))
    parameters: dict[str, Any] = {
        "organisation": asked.organisation_id, "span": span, "first": asked.first, "until": asked.until,
        "keys": list(keys),
    }  # fmt: skip
    found: dict[Place, dict[str, Amount]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for department_id, start, key, number, steps in cursor.fetchall():
            if department_id in asked.group_of:
                of_place = found[start, asked.group_of[department_id]]
                amount = of_several(number, steps)
                of_place[key] = added(of_place[key], amount) if key in of_place else amount
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


@dataclass
class Traits:
    """The years of birth and the languages of everybody who is counted, one byte each."""

    births: bytes = b""
    languages: bytes = b""
    _of_year: dict[int, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Traits:
        found = UsageTraits.objects.first()
        return cls(bytes(found.births), bytes(found.languages)) if found else cls()

    def sets(self, year: int) -> dict[str, int]:
        """Everybody of each age in a year, and of each language, as bits."""
        if year not in self._of_year:
            ages = {
                key: people_sets.having(
                    self.births, {b for b in range(1, 256) if young <= year - FIRST_BIRTH - b <= old}
                )
                for key, (_name, young, old) in AGES.items()
            }
            self._of_year[year] = ages | self._by_language
        return self._of_year[year]

    @cached_property
    def _by_language(self) -> dict[str, int]:
        return {
            key: people_sets.having(self.languages, {LANGUAGE_BYTES[code]})
            for key, (_name, code) in LANGUAGES.items()
        }


def spread(asked: Asked, place: Place, members: int, known: Traits) -> dict[str, int]:
    """How many of these people are of each age and language."""
    sets = known.sets(_last_year(asked, place[0]))
    return {key: people_sets.size(members & those) for key, those in sets.items()}


def _last_year(asked: Asked, start: date) -> int:
    if asked.step == "day":
        return start.year
    until = asked.until if asked.step == "whole" else end_of(start, asked.step)
    return until.year if until.timetuple().tm_yday > 1 else until.year - 1
