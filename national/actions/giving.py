"""Gives the counted figures of a quarter that is final to the monitor, once: what was shown stays.

They are the same kept numbers as in deliveries, and what these leave empty is not shown here either: whoever
has both knows no more than by the deliveries alone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from monitoring_export.dictionary import FIGURES
from monitoring_export.first_shown import ONE_AT_A_TIME, Period, first_shown
from monitoring_export.hiding_over_time import WHOLE, Place
from national.models import GivenFigure, Participation
from tenants.models import Organisation

WAYS = (WHOLE[0], "specialism")


def give(*, organisation_id: UUID, quarter: date) -> int:
    """Give what is counted of this quarter and was not given before; returns how many numbers.

    In a job scope of the organisation. Only figures with which it took part in that quarter. Raises
    NotYetFinal while facts of the quarter may still come.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(organisation_id)])
    before = GivenFigure.objects.filter(quarter=quarter, origin=GivenFigure.Origin.COUNTED)
    known = set(before.values_list("figure", flat=True))
    wanted = [figure for figure in taking_part(quarter) if figure in FIGURES and figure not in known]
    if not wanted:
        return 0
    shown = first_shown(organisation_id=organisation_id, period=quarter, step="quarter", keys=wanted)
    rows = as_given(quarter, shown, wanted)
    organisation = Organisation.objects.get(id=organisation_id)
    for row in rows:
        row.organisation_id = organisation_id
        row.kind, row.region = organisation.kind, organisation.region
    GivenFigure.objects.bulk_create(rows)
    return len(rows)


def taking_part(quarter: date) -> list[str]:
    """The figures with which the organisation of the scope takes part in a quarter."""
    rows = Participation.objects.filter(Q(until=None) | Q(until__gt=quarter), since__lte=quarter)
    return sorted(set(rows.values_list("figure", flat=True)))


def as_given(quarter: date, shown: Period, wanted: Collection[str]) -> list[GivenFigure]:
    """What the monitor gets of a quarter: the organisation as a whole, and its specialisms."""
    return [
        GivenFigure(
            quarter=quarter,
            figure=figure,
            is_whole=place == WHOLE,
            specialism=_specialism(place),
            number=float(each.cell.number or 0),
            people=each.cell.people,
            is_shown=each.is_shown,
            origin=GivenFigure.Origin.COUNTED,
        )
        for (figure, place), each in shown.items()
        if figure in wanted and place[0] in WAYS
    ]


def _specialism(place: Place) -> str:
    return "" if place == WHOLE else str(place[1] or "")[:80]
