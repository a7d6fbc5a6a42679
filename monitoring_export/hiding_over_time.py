"""What is left empty in files that leave the organisation, the same whatever else its reader gets. Pure.

A figure of a period is hidden or not by what happened, and not by what is in the file: in every way of
putting departments together at once, and of a quarter with its months. So whoever puts files together (by
department and by specialism, monthly and by quarter) finds nothing that one of them hides. A month goes first
and decides for itself; its quarter reckons with what of the months was shown by then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from monitoring_export.dictionary import FIGURES, PATIENTS, Kind
from monitoring_export.groups import Group
from monitoring_export.hiding import Cell, Sum, hidden

WHOLE = ("organisation", None)
DEPARTMENT = "department"
# A way of putting departments together, and one of its groups.
Place = tuple[str, Group]
Key = tuple[str, Place]
# Of each other way: the group of each department; None is what belongs to no department.
Ways = Mapping[str, Mapping[Any, Group]]

# Ages together are everybody, as are languages; messages are of patients and of the team.
FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (PATIENTS, tuple(key for key in FIGURES if key.startswith("age_"))),
    (PATIENTS, tuple(key for key in FIGURES if key.startswith("language_"))),
    ("messages_people", ("messages_patient", "messages_team")),
)


def together(keys: Collection[str]) -> list[set[str]]:
    """The chosen figures with those they add up with; what adds up with nothing is by itself."""
    found: list[set[str]] = []
    for key in keys:
        near = {key}
        for whole, parts in FAMILIES:
            near |= {whole, *parts} if near & {whole, *parts} else set()
        # Ages and languages meet in the number of patients.
        near |= {each for whole, parts in FAMILIES if whole in near for each in parts}
        if near not in found:
            found.append(near)
    return found


def of_month(cells: Mapping[Key, Cell], ways: Ways) -> set[Any]:
    """What of one month, in all of its ways, is not shown."""
    every: dict[Any, Cell] = dict(cells)
    return hidden(every, sums_of(cells, ways))


def of_quarter(
    cells: Mapping[Key, Cell],
    months: Sequence[Mapping[Key, Cell]],
    gone_of_months: Sequence[Collection[Key]],
    ways: Ways,
) -> set[Any]:
    """What of a quarter is not shown, to who may have its months as well, of which this was hidden."""
    every: dict[Any, Cell] = {(None, key): cell for key, cell in cells.items()}
    sums = _moved(sums_of(cells, ways), None)
    gone: set[Any] = set()
    for number, month in enumerate(months):
        every |= {(number, key): cell for key, cell in month.items()}
        sums += _moved(sums_of(month, ways), number)
        gone |= {(number, key) for key in gone_of_months[number]}
    sums += _over_months(cells, months)
    settled = {key for key in every if key[0] is not None} - gone
    found = hidden(every, sums, besides=gone, settled=settled)
    return {key for key in cells if (None, key) in found}


def made_of_months(
    now: Mapping[Key, Cell], months: Sequence[Mapping[Key, Cell]], months_now: Sequence[Mapping[Key, Cell]]
) -> dict[Key, Cell]:
    """A quarter as its months were kept: what came after one of them was shown is not in it.

    `now` and `months_now` are as counted now.
    """
    found: dict[Key, Cell] = {}
    for key in dict.fromkeys([*now, *(key for month in months for key in month)]):
        parts = [month[key] for month in months if key in month]
        is_as_kept = all(
            month.get(key) == other.get(key) for month, other in zip(months, months_now, strict=True)
        )
        made = _made(FIGURES[key[0]].kind, now.get(key), parts, is_as_kept=is_as_kept)
        if made is not None:
            found[key] = made
    return found


def _made(kind: Kind, now: Cell | None, parts: Sequence[Cell], *, is_as_kept: bool) -> Cell | None:
    if kind not in (Kind.SUM, Kind.PERSONS):
        # A share or a time does not add up.
        people = 0 if now is None else now.people
        fewest = max((each.people for each in parts), default=0)
        return now and replace(now, people=people if is_as_kept else min(people, fewest))
    if not parts:
        return None
    numbers = [each.number or 0 for each in parts]
    if kind is Kind.PERSONS:
        # The same people may be in each of them.
        number = min(max(now.number or 0 if now else 0, *numbers, 0), sum(numbers))
        return Cell(int(number), number=number)
    least, most = max(each.people for each in parts), sum(each.people for each in parts)
    people = min(max(now.people, least), most) if now and is_as_kept else least
    return Cell(people, number=sum(numbers))


def sums_of(cells: Mapping[Key, Cell], ways: Ways) -> list[Sum]:
    """What adds up within a period: departments to each group and to all, and figures of a family.

    People hardly ever go to two departments, so that theirs tell nearly as much as if they did add up.
    """
    found = []
    for figure in dict.fromkeys(figure for figure, _place in cells):
        if FIGURES[figure].kind in (Kind.SUM, Kind.PERSONS):
            found += _over_departments(figure, cells, ways)
    for place in dict.fromkeys(place for _figure, place in cells):
        for whole, names in FAMILIES:
            parts = tuple((name, place) for name in names if (name, place) in cells)
            if parts and (whole, place) in cells:
                found.append(Sum((whole, place), parts))
    return found


def _over_departments(figure: str, cells: Mapping[Key, Cell], ways: Ways) -> list[Sum]:
    departments = [place for name, place in cells if name == figure and place[0] == DEPARTMENT]
    parts: dict[Place, list[Key]] = {WHOLE: [(figure, place) for place in departments]}
    for way, group_of in ways.items():
        for place in departments:
            parts.setdefault((way, group_of.get(place[1])), []).append((figure, place))
    may_be_the_same = FIGURES[figure].kind is Kind.PERSONS
    return [
        Sum((figure, total), tuple(each), may_be_the_same, counts_once=may_be_the_same)
        for total, each in parts.items()
        if each and (figure, total) in cells
    ]


def _over_months(cells: Mapping[Key, Cell], months: Sequence[Mapping[Key, Cell]]) -> list[Sum]:
    """A quarter is its months; the same people may be in each of them."""
    return [
        Sum(
            (None, key),
            tuple((number, key) for number, month in enumerate(months) if key in month),
            is_of_the_same=True,
            counts_once=FIGURES[key[0]].kind is Kind.PERSONS,
        )
        for key in cells
        if FIGURES[key[0]].kind in (Kind.SUM, Kind.PERSONS)
    ]


def _moved(sums: Sequence[Sum], number: int | None) -> list[Sum]:
    return [
        replace(each, total=(number, each.total), parts=tuple((number, part) for part in each.parts))
        for each in sums
    ]
