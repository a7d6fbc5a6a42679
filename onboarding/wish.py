"""What somebody wants to see of invitations, as an address says it: which month, and of which department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.formats import date_format

from monitoring_export import months

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


def month_name(month: date) -> str:
    return date_format(month, "F Y")
