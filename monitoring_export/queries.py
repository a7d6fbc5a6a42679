"""Figures as a page or a download shows them. Reads roll-ups only, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min

from monitoring_export import dictionary, histogram, people_sets, reading
from monitoring_export.groups import By, Group, groups
from monitoring_export.models import CountedMonth, UsageRollup
from monitoring_export.spans import Step, widened
from tenants.models import Department

Kind = UsageRollup.Kind
SHOWN = (
    Kind.CONVERSATIONS,
    Kind.MESSAGES_PEOPLE,
    Kind.MESSAGES_AUTOMATIC,
    Kind.PATIENTS,
    Kind.INVITATIONS_SENT,
    Kind.INVITATIONS_ACTIVATED,
)
Figures = dict[str, int]


@dataclass(frozen=True, slots=True)
class Usage:
    """The figures of some months: (month, department) to kind to count; None is "no department"."""

    months: list[date]
    departments: list[Department]
    counts: dict[tuple[date, UUID | None], Figures] = field(default_factory=dict)
    counted_at: datetime | None = None

    def of(self, month: date, department_id: UUID | None) -> Figures:
        """The figures of one month and department, nought where nothing happened."""
        found = self.counts.get((month, department_id), {})
        return {kind: found.get(kind, 0) for kind in SHOWN}

    def together(self, month: date) -> Figures:
        """The figures of one month over all departments."""
        rows = [figures for (each, _), figures in self.counts.items() if each == month]
        total: Figures = {kind: sum(row.get(kind, 0) for row in rows) for kind in SHOWN}
        total[Kind.PATIENTS] = sum(row.get(Kind.PATIENTS_TOGETHER, 0) for row in rows)
        return total

    @property
    def has_rest(self) -> bool:
        """Whether something belongs to no department."""
        return any(row[kind] for row in self._rests() for kind in SHOWN)

    def _rests(self) -> Iterable[Figures]:
        return [self.of(month, None) for month in self.months]


def usage(months: list[date]) -> Usage:
    """Read the figures of these months. Inside an organisation's scope."""
    found = Usage(
        months=months,
        departments=list(Department.all_objects.all()),
        counted_at=CountedMonth.objects.aggregate(last=Max("counted_at"))["last"],
    )
    for row in UsageRollup.objects.filter(month__in=months):
        found.counts.setdefault((row.month, row.department_id), {})[row.kind] = row.count
    return found


def first_month() -> date | None:
    """The oldest month with a figure."""
    return UsageRollup.objects.aggregate(first=Min("month"))["first"]


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of one period and group. Shares are in per cent, times in minutes."""

    key: str
    starts_on: date
    group: Group
    number: int | float


def figures(
    organisation_id: UUID,
    *,
    keys: Collection[str],
    first: date,
    until: date,
    step: Step = "month",
    by: By = "organisation",
    departments: Collection[UUID] | None = None,
) -> list[Value]:
    """Figures of the dictionary over whole steps from `first` to `until` (not included), from roll-ups alone.

    The range is widened to whole steps; `whole` makes one period of whole months. A period or group in which
    nothing happened has no value. At most five statements. Inside a scope of the organisation.
    """
    begin, end = widened(first, until, step)
    asked = reading.Asked(organisation_id, begin, end, step, groups(by, departments))
    parts = {part for key in keys for part in _parts(key)}
    found = list(_of_sums(keys, reading.sums(asked, parts))) if parts else []
    persons = [key for key in keys if dictionary.FIGURES[key].kind is dictionary.Kind.PERSONS]
    found += _of_people(persons, asked) if persons else []
    places = {key: place for place, key in enumerate(keys)}
    return sorted(found, key=lambda value: (value.starts_on, str(value.group or ""), places[value.key]))


def _parts(key: str) -> tuple[str, ...]:
    """The keys of the roll-up that a figure is made of; none for people."""
    if key in dictionary.SHARES:
        return dictionary.SHARES[key][3:]
    if key in dictionary.QUANTILES:
        return (reading.WAITS,)
    return (key,) if dictionary.FIGURES[key].kind is dictionary.Kind.SUM else ()


def _of_sums(
    keys: Collection[str], found: dict[reading.Place, dict[tuple[str, int], int]]
) -> Iterable[Value]:
    for (start, group), numbers in found.items():
        for key in keys:
            number = _number(key, numbers)
            if number is not None:
                yield Value(key, start, group, number)


def _number(key: str, numbers: dict[tuple[str, int], int]) -> int | float | None:
    if key in dictionary.SHARES:
        above, below = (numbers.get((part, 0), 0) for part in _parts(key))
        return round(100 * above / below, 1) if below else None
    if key in dictionary.QUANTILES:
        steps = {step: number for (part, step), number in numbers.items() if part == reading.WAITS}
        return histogram.quantile(steps, dictionary.QUANTILES[key][2])
    return numbers.get((key, 0)) if _parts(key) else None


def _of_people(keys: Collection[str], asked: reading.Asked) -> list[Value]:
    known = reading.traits() if set(keys) - {dictionary.PATIENTS} else None
    found = []
    for place, members in reading.people(asked).items():
        numbers = {dictionary.PATIENTS: people_sets.size(members)}
        if known:
            numbers |= reading.spread(asked, place, members, known)
        found += [Value(key, *place, numbers[key]) for key in keys if numbers[key]]
    return found
