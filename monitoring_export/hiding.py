"""What must not be shown, so that it cannot be computed either. Pure.

A table is a set of cells and the sums among them. Hidden from the start are cells of too few people. A sum of
too few organisations is not shown either, but it is no secret: who takes part is shown by name, so whoever
wants that sum adds it up, and no named number is hidden for its sake. A hidden cell that follows from what is
shown, and from what one of those who take part knows of itself, takes another cell with it (complementary
suppression), until no hidden cell follows any more. Where numbers are known, a hidden cell may not be known
to lie between two numbers that are less than ten apart either.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monitoring_export import ranges

FEWEST_PEOPLE = 10
FEWEST_ORGANISATIONS = 3
Key = Hashable
Equation = dict[Key, Fraction]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people a number is about; of how many organisations, when it is a sum of several."""

    people: int
    organisations: int | None = None
    number: float | None = None

    @property
    def is_secret(self) -> bool:
        return self.people < FEWEST_PEOPLE

    @property
    def is_of_few(self) -> bool:
        return self.organisations is not None and self.organisations < FEWEST_ORGANISATIONS


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others; of the same people again when these are months of one quarter.

    People who may be in several parts are counted once: then the total is at most what the parts add up to.
    """

    total: Key
    parts: tuple[Key, ...]
    is_of_the_same: bool = False
    counts_once: bool = False

    @property
    def cells(self) -> tuple[Key, ...]:
        return (self.total, *self.parts)


def hidden(
    cells: Mapping[Key, Cell],
    sums: Sequence[Sum],
    *,
    known: Iterable[Collection[Key]] = (),
    besides: Collection[Key] = (),
    settled: Collection[Key] = (),
) -> set[Key]:
    """Return every cell that is not shown.

    `known` is what single lookers know already (an organisation its own cells); `besides` is what is hidden
    for another reason, `settled` what was shown before and cannot be taken back.
    """
    # Never shown and kept from nobody: what is not said there, nobody can reckon with.
    of_few = {key for key, cell in cells.items() if cell.is_of_few}
    cells = {key: cell for key, cell in cells.items() if key not in of_few}
    sums = [each for each in sums if each.total not in of_few]
    # What follows from what was shown before is no secret any more.
    told = _own(set(settled) & set(cells), set(cells), sums) if settled else set()
    found = ({key for key, cell in cells.items() if cell.is_secret} | (set(besides) & set(cells))) - told
    lookers = [set[Key](), *(_own({*keys} & set(cells), set(cells), sums) for keys in known)]
    while exposed := _exposed(cells, sums, found, lookers):
        more = _companions(cells, sums, found, exposed, told)
        if not more:
            break
        found |= more
    return found | of_few


def determined(unknown: Collection[Key], sums: Sequence[Sum]) -> set[Key]:
    """Which of the unknown cells follow from the others, by whatever adding and subtracting."""
    return {pivot for pivot, row in _eliminated(unknown, sums).items() if len(row) == 1}


def _eliminated(unknown: Collection[Key], sums: Sequence[Sum]) -> dict[Key, Equation]:
    """Each cell that is given by others, with the equation in which no other such cell stands."""
    rows: dict[Key, Equation] = {}
    for each in sums:
        row = _reduced(_equation(each, unknown), rows)
        if row:
            _take_in(rows, row)
    return rows


def _own(keys: set[Key], every: set[Key], sums: Sequence[Sum]) -> set[Key]:
    """What somebody knows without seeing anything: their own, and a sum of nothing but their own."""
    return keys | determined(every - keys, sums)


def _exposed(
    cells: Mapping[Key, Cell], sums: Sequence[Sum], found: set[Key], lookers: Sequence[Collection[Key]]
) -> set[Key]:
    """Hidden cells that (nearly) follow for somebody, or are together fewer people than may be shown."""
    followed: set[Key] = set()
    for own in lookers:
        if not own or found & set(own):
            unknown = found - set(own)
            rows = _eliminated(unknown, sums)
            followed |= {pivot for pivot, row in rows.items() if len(row) == 1}
            followed |= _narrow(cells, sums, unknown, rows)
    for each in sums:
        within = [part for part in each.parts if part in found]
        if within and each.total not in found and _people_of(each, within, cells) < FEWEST_PEOPLE:
            followed |= set(within)
    return followed


def _narrow(
    cells: Mapping[Key, Cell], sums: Sequence[Sum], unknown: Collection[Key], rows: Mapping[Key, Equation]
) -> set[Key]:
    """Secrets of which it is known too well between which numbers they are, as far as numbers are told."""
    numbers = {key: cell.number for key, cell in cells.items() if cell.number is not None}
    secrets = {key for key in unknown if cells[key].is_secret and key in numbers}
    if not secrets:
        return set()
    assert numbers.keys() == cells.keys(), "of all, or of none"
    return ranges.narrow(secrets, numbers, sums, unknown, rows, least=FEWEST_PEOPLE)


def _people_of(each: Sum, within: Sequence[Key], cells: Mapping[Key, Cell]) -> int:
    """About how many people, at least, the hidden parts of a shown sum are together."""
    if not each.is_of_the_same:
        return sum(cells[part].people for part in within)
    if len(within) == len(each.parts):
        return cells[each.total].people
    return max(cells[part].people for part in within)


def _companions(
    cells: Mapping[Key, Cell],
    sums: Sequence[Sum],
    found: set[Key],
    exposed: set[Key],
    told: Collection[Key],
) -> set[Key]:
    """For each exposed cell the least loss that may cover it: the smallest shown cell of a sum it is in."""
    taken: set[Key] = set()
    for key in sorted(exposed, key=repr):
        near = {other for each in sums if key in each.cells for other in each.cells} - found
        near -= set(told)
        if near and not near & taken:
            taken.add(min(near, key=lambda other: (cells[other].people, repr(other))))
    # What it follows from may lie further away: then the smallest of all that is shown.
    rest = set(cells) - found - set(told)
    return taken or set(sorted(rest, key=lambda other: (cells[other].people, repr(other)))[:1])


def _equation(each: Sum, unknown: Collection[Key]) -> Equation:
    """The sum as far as its cells are unknown; what is known moves to the other side and does not matter."""
    row: Equation = {}
    for key, factor in ((each.total, -1), *((part, 1) for part in each.parts)):
        if key in unknown:
            row[key] = row.get(key, Fraction(0)) + factor
    return {key: factor for key, factor in row.items() if factor}


def _reduced(row: Equation, rows: Mapping[Key, Equation]) -> Equation:
    for pivot in [key for key in row if key in rows]:
        factor = row.get(pivot, Fraction(0))
        for key, other in rows[pivot].items():
            left = row.get(key, Fraction(0)) - factor * other
            if left:
                row[key] = left
            else:
                row.pop(key, None)
    return row


def _take_in(rows: dict[Key, Equation], row: Equation) -> None:
    """Add a reduced equation, so that each keeps a cell that stands in no other."""
    pivot, factor = next(iter(row.items()))
    row = {key: other / factor for key, other in row.items()}
    rows[pivot] = row
    for other_pivot, other_row in rows.items():
        if other_pivot != pivot and pivot in other_row:
            factor = other_row[pivot]
            for key, each in row.items():
                left = other_row.get(key, Fraction(0)) - factor * each
                if left:
                    other_row[key] = left
                else:
                    other_row.pop(key, None)
