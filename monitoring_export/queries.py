"""Figures as a page or a download shows them. Reads roll-ups only, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from monitoring_export import dictionary, histogram, people_sets, reading
from monitoring_export.amounts import Amount, total
from monitoring_export.groups import By, Group, groups
from monitoring_export.spans import Step, widened


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
    group_of: dict[UUID | None, Group] | None = None,
) -> list[Value]:
    """Figures of the dictionary over whole steps from `first` to `until` (not included), from roll-ups alone.

    The range is widened to whole steps; `whole` makes one period of whole months. A period or group in which
    nothing happened has no value. `group_of` puts departments together otherwise than they are now. At most
    five statements. Inside a scope of the organisation.
    """
    begin, end = widened(first, until, step)
    asked = reading.Asked(organisation_id, begin, end, step, group_of or groups(by, departments))
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


def _of_sums(keys: Collection[str], found: dict[reading.Place, dict[str, Amount]]) -> Iterable[Value]:
    for (start, group), numbers in found.items():
        for key in keys:
            number = _number(key, numbers)
            if number is not None:
                yield Value(key, start, group, number)


def _number(key: str, numbers: dict[str, Amount]) -> int | float | None:
    if key in dictionary.SHARES:
        above, below = (total(numbers.get(part, 0)) for part in _parts(key))
        return round(100 * above / below, 1) if below else None
    if key in dictionary.QUANTILES:
        steps = numbers.get(reading.WAITS, {})
        assert isinstance(steps, dict)
        return histogram.quantile(steps, dictionary.QUANTILES[key][2])
    return total(numbers[key]) if key in numbers else None


def _of_people(keys: Collection[str], asked: reading.Asked) -> list[Value]:
    known = reading.Traits.read() if set(keys) - {dictionary.PATIENTS} else None
    found = []
    for place, members in reading.people(asked).items():
        numbers = {dictionary.PATIENTS: people_sets.size(members)}
        if known:
            numbers |= reading.spread(asked, place, members, known)
        found += [Value(key, *place, numbers[key]) for key in keys if numbers[key]]
    return found
