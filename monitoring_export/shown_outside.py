"""A file of figures that leaves the organisation: what is about too few people is left empty.

Likewise what would follow from the rest by adding and subtracting, also from other files that the same reader
may get, at whatever time; see first_shown.py.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from monitoring_export.dashboard import names_of
from monitoring_export.dictionary import FIGURES
from monitoring_export.files import Line, Sheet
from monitoring_export.first_shown import first_shown
from monitoring_export.groups import By
from monitoring_export.hiding import FEWEST_PEOPLE
from monitoring_export.hiding_over_time import WHOLE, Key
from monitoring_export.spans import Step, end_of
from monitoring_export.wish import Wish, period_name
from tenants.models import Department


def sheet(
    *, organisation_id: UUID, organisation: str, period: date, step: Step, by: By, keys: Collection[str]
) -> Sheet:
    """A file of chosen figures of one month or quarter. In a job scope of the organisation."""
    until = end_of(period, step)
    departments = list(Department.all_objects.select_related("organisation", "location"))
    names = names_of(Wish(period, until - timedelta(days=1), step, by), departments)
    found = first_shown(organisation_id=organisation_id, period=period, step=step, keys=keys)
    lines = [
        Line(
            period_name(period, step),
            period.isoformat(),
            until.isoformat(),
            _("All together") if place == WHOLE else names.get(place[1], str(place[1])),
            figure,
            each.cell.number if each.is_shown else None,
        )
        for (figure, place), each in sorted(found.items(), key=_in_order)
        if figure in keys and place[0] in ("organisation", by)
    ]
    told = _(
        "%(period)s, as it was first delivered; what is about fewer than %(number)s people is left empty"
    )
    names_in_it = {"period": period_name(period, step), "number": FEWEST_PEOPLE}
    return Sheet(organisation, told % names_in_it, lines)


def _in_order(found: tuple[Key, object]) -> tuple[bool, str, int]:
    figure, place = found[0]
    order: dict[str, int] = {key: number for number, key in enumerate(FIGURES)}
    return place != WHOLE, str(place[1] or ""), order[figure]
