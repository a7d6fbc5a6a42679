"""What the page of usage shows: the wish of the address, cards with their change, and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring_export import months
from monitoring_export.queries import SHOWN, Figures, Kind, Usage
from tenants.models import Department

SPAN = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """Which month, and which department (None for all)."""

    month: date
    department_id: UUID | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Wish:
        """Take the wish from an address; what it does not understand is this month, all departments."""
        month = months.parse(query.get("maand", ""))
        newest = months.this_month()
        try:
            department_id = UUID(query.get("afdeling", ""))
        except ValueError:
            department_id = None
        return cls(min(month, newest) if month and month.year > 2000 else newest, department_id)

    @property
    def months(self) -> list[date]:
        return months.up_to(self.month, SPAN)

    @property
    def is_running(self) -> bool:
        return self.month == months.this_month()


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    value: int
    before: int
    is_running: bool

    @property
    def change(self) -> int | None:
        """In per cent of the month before; None when there is nothing fair to compare with."""
        if self.is_running or not self.before:
            return None
        return round((self.value - self.before) * 100 / self.before)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    figures: Figures

    @property
    def values(self) -> list[int]:
        return [self.figures[kind] for kind in SHOWN]


def chosen(usage: Usage, month: date, wish: Wish) -> Figures:
    """The figures of a month, of the chosen department or of all together."""
    return usage.of(month, wish.department_id) if wish.department_id else usage.together(month)


def cards(usage: Usage, wish: Wish) -> list[Card]:
    now, before = (chosen(usage, month, wish) for month in (wish.month, months.shifted(wish.month, -1)))
    return [Card(name, now[kind], before[kind], wish.is_running) for kind, name in headings().items()]


def rows_of_departments(usage: Usage, wish: Wish) -> list[Row]:
    """One row for each department, and what belongs to none when there is such a thing."""
    rows = [Row(each.name, usage.of(wish.month, each.id)) for each in _departments(usage, wish)]
    if usage.has_rest and not wish.department_id:
        rows.append(Row(_("No department"), usage.of(wish.month, None)))
    return rows


def rows_of_months(usage: Usage, wish: Wish) -> list[Row]:
    return [Row(month_name(month), chosen(usage, month, wish)) for month in reversed(usage.months)]


def download_rows(usage: Usage, wish: Wish) -> list[list[str | int]]:
    """Month by month and department by department, with headings."""
    rows: list[list[str | int]] = [[_("month"), _("department"), *headings().values()]]
    for month in usage.months:
        each = Wish(month, wish.department_id)
        for row in rows_of_departments(usage, each):
            rows.append([f"{month:%Y-%m}", row.name, *row.values])
    return rows


def headings() -> Mapping[str, str]:
    return {
        Kind.CONVERSATIONS: _("Conversations"),
        Kind.MESSAGES_PEOPLE: _("Messages of people"),
        Kind.MESSAGES_AUTOMATIC: _("Automatic messages"),
        Kind.PATIENTS: _("Unique patients"),
        Kind.INVITATIONS_SENT: _("Invitations sent"),
        Kind.INVITATIONS_ACTIVATED: _("Invitations activated"),
    }


def month_name(month: date) -> str:
    return date_format(month, "F Y")


def _departments(usage: Usage, wish: Wish) -> list[Department]:
    return [each for each in usage.departments if wish.department_id in (None, each.id)]
