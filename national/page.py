"""What a page of the monitor shows: the wish of its address, a figure by name, groups, quarters before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from monitoring_export.dictionary import Figure
from national import comparing, quarters
from national.comparing import ALL, Group, Line, Table
from national.elsewhere import is_additive, known
from national.reading import given
from tenants.models import Organisation, Region

FIRST_CHOICE = "conversations"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which figure and quarter, and of whom."""

    figure: str
    quarter: date
    kind: str = ""
    region: str = ""
    specialism: str | None = None

    @classmethod
    def read(cls, query: QueryDict, figures: Collection[str]) -> Wish:
        """Take the wish from an address; what it does not understand is the last quarter, of all."""
        first = FIRST_CHOICE if FIRST_CHOICE in figures else next(iter(figures), FIRST_CHOICE)
        figure, quarter = query.get("cijfer", ""), quarters.parse(query.get("kwartaal", ""))
        choices = quarters.finished(quarters.BACK)
        kind, region = query.get("soort", ""), query.get("regio", "")
        return cls(
            figure=figure if figure in figures else first,
            quarter=quarter if quarter in choices else choices[-1],
            kind=kind if kind in Organisation.Kind.values else "",
            region=region if region in Region.values else "",
            specialism=query.get("specialisme") or None,
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the comparison, with how long its bar is in hundredths."""

    line: Line
    is_own: bool
    width: float
    kind: str | Promise
    region: str | Promise


@dataclass(frozen=True, slots=True)
class Quarter:
    """The median of all, and one's own number, in a quarter before."""

    name: str
    median: float | None
    shown: int
    own: float | None


class Comparison:
    """One figure over organisations."""

    def __init__(self, wish: Wish, *, own: UUID | None = None) -> None:
        self.wish, self.own = wish, own
        self.figure: Figure = known()[wish.figure]

    @cached_property
    def tables(self) -> dict[date, Table]:
        """Of each quarter in which anything was given."""
        figure = self.wish.figure
        span = quarters.finished(quarters.BACK)
        rows = given(first=span[0], last=span[-1], figures=[figure])
        additive = {figure: is_additive(figure)}
        found = {}
        for quarter in span:
            of_quarter = [row for row in rows if row.quarter == quarter]
            for table in comparing.tables(of_quarter, additive=additive).values():
                found[quarter] = table
        return found

    @property
    def table(self) -> Table | None:
        return self.tables.get(self.wish.quarter)

    @cached_property
    def bars(self) -> list[Bar]:
        """By name, of the kind and region that are wished for."""
        lines = [line for line in self._lines(self.table) if self._is_wished(line)]
        highest = max((line.number or 0 for line in lines), default=0) or 1
        return [
            Bar(
                line,
                is_own=line.organisation_id == self.own,
                width=round((line.number or 0) / highest * 100, 1),
                kind=_label(Organisation.Kind, line.kind),
                region=_label(Region, line.region),
            )
            for line in lines
        ]

    @property
    def hidden(self) -> int:
        return sum(bar.line.number is None for bar in self.bars)

    def groups(self) -> list[tuple[str, list[Group]]]:
        """All together, by kind, by region and by specialism."""
        if self.table is None:
            return []
        kinds = [_renamed(each, Organisation.Kind) for each in self.table.groups(comparing.KIND)]
        regions = [_renamed(each, Region) for each in self.table.groups(comparing.REGION)]
        together = [replace(each, name=_("All organisations")) for each in self.table.groups(ALL)]
        rows = [
            replace(each, name=each.name or _("No specialism"))
            for each in self.table.groups(comparing.SPECIALISM)
        ]
        named = (
            (_("Together"), together),
            (_("By kind of organisation"), kinds),
            (_("By region"), regions),
            (_("By specialism"), rows),
        )
        return [(name, found) for name, found in named if found]

    def quarters(self) -> list[Quarter]:
        """Eight quarters, oldest first."""
        return [self._quarter(quarter) for quarter in quarters.finished(quarters.BACK)]

    @property
    def specialisms(self) -> list[str]:
        return [each for each in self.table.specialisms if each] if self.table else []

    def _quarter(self, quarter: date) -> Quarter:
        table = self.tables.get(quarter)
        together = table.groups(ALL)[0] if table and table.groups(ALL) else None
        own = next((line.number for line in self._lines(table) if line.organisation_id == self.own), None)
        median = together.median if together else None
        return Quarter(quarters.name(quarter), median, together.shown if together else 0, own)

    def _lines(self, table: Table | None) -> list[Line]:
        return table.lines(self.wish.specialism) if table else []

    def _is_wished(self, line: Line) -> bool:
        return self.wish.kind in ("", line.kind) and self.wish.region in ("", line.region)


def _renamed(group: Group, names: type[Organisation.Kind] | type[Region]) -> Group:
    return replace(group, name=str(_label(names, group.name)))


def _label(names: type[Organisation.Kind] | type[Region], value: str) -> str | Promise:
    return names(value).label if value in names.values else value
