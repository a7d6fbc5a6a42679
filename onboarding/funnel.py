"""How far the invitations of a month got: sent, opened, activated, first message. Per department.

A patient counts once for each department and month, with the furthest of their invitations; what happens
later counts with the month in which they were invited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring_export import months
from people.models import Invitation

# The furthest step of a patient, from "it was sent" on.
STEP = Case(
    When(first_message_at__isnull=False, then=Value(6)),
    When(activated_at__isnull=False, then=Value(5)),
    When(proven_at__isnull=False, then=Value(4)),
    When(codes_sent__gt=0, then=Value(3)),
    When(opened_at__isnull=False, then=Value(2)),
    default=Value(1),
    output_field=IntegerField(),
)
# Where somebody stands still, and what helps there.
STALLS: dict[int, tuple[Promise, Promise]] = {
    1: (_("Did not open the invitation"), _("Remind, give a letter, or speak to them at the desk.")),
    2: (_("Stopped at the date of birth"), _("Check the date of birth; send a new invitation.")),
    3: (_("Stopped at the code by text message"), _("Check the mobile number; send a new invitation.")),
    4: (_("Stopped at the password"), _("Help them at the desk, or have the helpdesk call.")),
    5: (_("Has an account, wrote nothing yet"), _("Nothing to do: reading is enough for many.")),
}
COUNT = """
SELECT month, department_id, count(*), count(*) FILTER (WHERE step >= 2), count(*) FILTER (WHERE step >= 5),
  count(*) FILTER (WHERE step >= 6)
FROM (
  SELECT date_trunc('month', i.sent_at AT TIME ZONE 'Europe/Amsterdam')::date AS month,
    i.department_id, i.patient_id,
    max(CASE WHEN i.first_message_at IS NOT NULL THEN 6 WHEN i.activated_at IS NOT NULL THEN 5
      WHEN i.opened_at IS NOT NULL THEN 2 ELSE 1 END) AS step
  FROM people_invitation i
  WHERE i.organisation_id = app_organisation() AND i.sent_at >= %(begin)s AND i.sent_at < %(end)s
  GROUP BY 1, 2, 3) patients
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many patients were sent an invitation, and of these how many came how far."""

    sent: int = 0
    opened: int = 0
    activated: int = 0
    wrote: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.sent + other.sent,
            self.opened + other.opened,
            self.activated + other.activated,
            self.wrote + other.wrote,
        )

    @property
    def steps(self) -> list[tuple[Promise, int, int | None]]:
        """Each step: its name, how many, and in per cent of what was sent."""
        names = [_("Sent"), _("Opened"), _("Activated"), _("First message")]
        return [(name, value, self.share(value)) for name, value in zip(names, self.values, strict=True)]

    @property
    def values(self) -> list[int]:
        return [self.sent, self.opened, self.activated, self.wrote]

    def share(self, value: int) -> int | None:
        """In per cent of what was sent."""
        return round(value * 100 / self.sent) if self.sent else None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The figures of some months: (month, department) to figures; None is "no department"."""

    counts: dict[tuple[date, UUID | None], Figures]

    def of(self, month: date, department_id: UUID | None) -> Figures:
        return self.counts.get((month, department_id), Figures())

    def together(self, month: date) -> Figures:
        return _total(figures for (each, _id), figures in self.counts.items() if each == month)


def funnel(wanted: list[date]) -> Funnel:
    """Count these months, which follow on each other. One statement."""
    begin, end = months.bounds(wanted[0])[0], months.bounds(wanted[-1])[1]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"begin": begin, "end": end})
        return Funnel({(row[0], row[1]): Figures(*row[2:]) for row in cursor.fetchall()})


def stalls(month: date, department_id: UUID | None) -> list[dict[str, Any]]:
    """At which step how many stand still, of those who were invited in a month."""
    patients = _patients(month, department_id).values_list("patient_id", "step")
    numbers: dict[int, int] = {}
    for _patient, step in patients:
        numbers[step] = numbers.get(step, 0) + 1
    return [
        {"step": step, "name": name, "advice": advice, "number": numbers.get(step, 0)}
        for step, (name, advice) in STALLS.items()
    ]


def stalled(month: date, department_id: UUID | None, step: int) -> QuerySet[Invitation]:
    """The newest invitation of each who stands still at a step, the longest ago first."""
    patients = _patients(month, department_id).filter(step=step)
    rows = Invitation.objects.filter(id__in=_newest(patients))
    return rows.select_related("patient", "department").order_by("sent_at", "id")


def _patients(month: date, department_id: UUID | None) -> QuerySet[Any]:
    begin, end = months.bounds(month)
    rows = Invitation.objects.filter(representation=None, sent_at__gte=begin, sent_at__lt=end)
    if department_id:
        rows = rows.filter(department_id=department_id)
    return rows.values("patient_id").annotate(step=Max(STEP)).order_by()


def _newest(patients: QuerySet[Any]) -> QuerySet[Any]:
    wanted = patients.values("patient_id")
    rows = Invitation.objects.filter(representation=None, patient_id__in=wanted, declined_at=None).filter(
        ~Q(sent_at=None)
    )
    return rows.order_by("patient_id", "-sent_at").distinct("patient_id").values("id")


def _total(figures: Iterable[Figures]) -> Figures:
    total = Figures()
    for each in figures:
        total += each
    return total
