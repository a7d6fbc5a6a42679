"""Figures as a page or a download shows them. Reads roll-ups only, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min

from monitoring_export.models import CountedMonth, UsageRollup
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
