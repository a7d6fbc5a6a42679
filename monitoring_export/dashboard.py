"""What the page of usage shows: cards of the last period, how one figure went, and its tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from monitoring_export import wish as wishes
from monitoring_export.access import chosen
from monitoring_export.bars import Plot, plot
from monitoring_export.dictionary import AGES, FIGURES, LANGUAGES, Figure, Kind
from monitoring_export.groups import Group, location, specialism
from monitoring_export.models import UsageCounted
from monitoring_export.queries import Value, figures
from monitoring_export.wish import Wish
from tenants.models import Department, Region

SPREADS = {*AGES, *LANGUAGES}
Number = int | float


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of the last period."""

    figure: Figure
    value: Number | None
    before: Number | None
    is_running: bool
    is_chosen: bool

    @property
    def is_share(self) -> bool:
        return self.figure.kind is Kind.SHARE

    @property
    def change(self) -> int | None:
        """In per cent of the period before, of a share in points; None without anything fair to compare."""
        if self.is_running or not self.before or self.value is None:
            return None
        if self.is_share:
            return round(self.value - self.before)
        return round((self.value - self.before) * 100 / self.before)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    values: list[Number | None]


class Dashboard:
    """Everything of one wish, read in two queries of figures."""

    def __init__(self, organisation_id: UUID, wish: Wish, departments: list[Department]) -> None:
        self.organisation_id, self.wish, self.departments = organisation_id, wish, departments
        self.figure = FIGURES[wish.figure]

    @cached_property
    def together(self) -> dict[tuple[str, date], Number]:
        """Every figure of all that is chosen together, by period; also of the period before the first."""
        first = wishes.before(self.wish.periods[0], self.wish.step)
        return {
            (value.key, value.starts_on): value.number
            for value in self._figures(FIGURES, first, "organisation")
        }

    @cached_property
    def apart(self) -> list[Value]:
        """The chosen figure, by department or what else it is wished by."""
        return self._figures([self.wish.figure], self.wish.periods[0], self.wish.by)

    def _figures(self, keys: Iterable[str], first: date, by: str) -> list[Value]:
        left = chosen(self.wish, self.departments)
        return figures(
            self.organisation_id,
            keys=list(keys),
            first=first,
            until=self.wish.until,
            step=self.wish.step,
            by=by,  # type: ignore[arg-type]
            departments=None if left is None else [each.id for each in left],
        )

    @property
    def counted_at(self) -> datetime | None:
        return UsageCounted.objects.aggregate(last=Max("counted_at"))["last"]

    @property
    def is_empty(self) -> bool:
        return not self.together

    def cards(self) -> list[Card]:
        return [self._card(figure) for key, figure in FIGURES.items() if key not in SPREADS]

    def spreads(self) -> list[tuple[str, list[Row]]]:
        """Age and language of the patients of the last period."""
        period = self.wish.periods[-1]
        named = ((_("Age"), AGES), (_("Language"), LANGUAGES))
        return [
            (name, [Row(str(FIGURES[key].name), [self.together.get((key, period), 0)]) for key in keys])
            for name, keys in named
        ]

    @cached_property
    def groups(self) -> list[Group]:
        names = self.names
        found = {value.group for value in self.apart}
        return sorted(found, key=lambda group: (group is None, names.get(group, str(group)).casefold()))

    def headings(self) -> list[str]:
        """Of the table by period: all together, and each group when there are any."""
        return [_("All together"), *(self.names.get(each, str(each)) for each in self._columns)]

    def rows(self) -> list[Row]:
        """The chosen figure by period, the newest first."""
        numbers = {(value.starts_on, value.group): value.number for value in self.apart}
        return [
            Row(
                self.wish.named(period),
                [
                    self._number(self.wish.figure, period),
                    *(numbers.get((period, each)) for each in self._columns),
                ],
            )
            for period in reversed(self.wish.periods)
        ]

    @property
    def _columns(self) -> list[Group]:
        return [] if self.wish.by == "organisation" else self.groups

    def plot(self) -> Plot:
        """The chosen figure by period."""
        periods = self.wish.periods
        step, key = self.wish.step, self.wish.figure
        names = [(self.wish.named(each), wishes.short_name(each, step)) for each in periods]
        numbers = [self._number(key, each) for each in periods]
        return plot([(*name, number) for name, number in zip(names, numbers, strict=True)])

    @cached_property
    def names(self) -> dict[Group, str]:
        return names_of(self.wish, self.departments)

    def _card(self, figure: Figure) -> Card:
        last = self.wish.periods[-1]
        return Card(
            figure,
            value=self._number(figure.key, last),
            before=self.together.get((figure.key, wishes.before(last, self.wish.step))),
            is_running=self.wish.is_running,
            is_chosen=figure.key == self.wish.figure,
        )

    def _number(self, key: str, period: date) -> Number | None:
        """What did not happen is nought; a share or a time of nothing is not there."""
        is_count = FIGURES[key].kind in (Kind.SUM, Kind.PERSONS)
        return self.together.get((key, period), 0 if is_count else None)


def names_of(wish: Wish, departments: list[Department]) -> dict[Group, str]:
    """What each group is called."""
    nowhere = {
        "department": _("No department"),
        "location": _("No location"),
        "specialism": _("No specialism"),
        "region": _("No region"),
    }
    found: dict[Group, str] = {value: str(name) for value, name in Region.choices if wish.by == "region"}
    for each in departments:
        found[each.id] = each.name
        found.setdefault(specialism(each), specialism_name(each))
        where = getattr(each, "location", None)
        if where is not None:
            found[location(each)] = str(where)
    return {**found, None: nowhere.get(wish.by, _("All together"))}


def specialism_name(department: Department) -> str:
    """The name, with the AGB code behind it where that is filled in."""
    code = specialism(department) or ""
    name = department.specialism or code
    return name if code in ("", name) else f"{name} ({code})"
