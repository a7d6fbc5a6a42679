"""Takes in figures from elsewhere. In an organisation's scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from audit.actions import Looker, record
from national.layout import Brought
from national.models import GivenFigure
from tenants.models import Membership
from tenants.roles import Act, require


def bring(*, actor: Membership, looker: Looker, lines: Sequence[Brought]) -> int:
    """Replace each figure and quarter that is in the lines; returns how many lines were taken in.

    Patients of several specialisms cannot be added up: as a whole a figure is about as many as the largest of
    them at least.
    """
    require(actor, Act.CONFIGURE_ORGANISATION)
    grouped: dict[tuple[date, str], list[Brought]] = {}
    for line in lines:
        grouped.setdefault((line.quarter, line.figure), []).append(line)
    for (quarter, figure), of_figure in grouped.items():
        GivenFigure.objects.filter(quarter=quarter, figure=figure).delete()
        rows = [_whole(of_figure), *map(_part, of_figure)]
        for row in rows:
            row.organisation_id = actor.organisation_id
        GivenFigure.objects.bulk_create(rows)
    record(
        looker=looker,
        organisation_id=actor.organisation_id,
        event="monitor.brought",
        action="U",
        object_type="monitor",
    )
    return len(lines)


def _part(line: Brought) -> GivenFigure:
    return GivenFigure(
        quarter=line.quarter,
        figure=line.figure,
        specialism=line.specialism,
        number=line.number,
        people=line.people,
        origin=GivenFigure.Origin.BROUGHT,
    )


def _whole(lines: Sequence[Brought]) -> GivenFigure:
    return GivenFigure(
        quarter=lines[0].quarter,
        figure=lines[0].figure,
        is_whole=True,
        number=sum(line.number for line in lines),
        people=max(line.people for line in lines),
        origin=GivenFigure.Origin.BROUGHT,
    )
