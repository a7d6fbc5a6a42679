"""Takes in figures from elsewhere. In an organisation's scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from monitoring_export.hiding import Cell, Key, Sum, hidden
from national import quarters
from national.elsewhere import ELSEWHERE
from national.layout import Brought
from national.models import GivenFigure
from rowsecurity.errors import Refused
from tenants.models import Membership, Organisation
from tenants.roles import Act, require

# Others do not see it yet: the door `monitor_figures` keeps to the same.
TO_CORRECT = timedelta(days=7)


def bring(*, actor: Membership, looker: Looker, lines: Sequence[Brought]) -> int:
    """Replace each figure and quarter that is in the lines; returns how many lines were taken in.

    Only before others see it: for a week, and until its quarter is in the monitor. What they saw stays.
    Raises `Refused`, nothing is done then.

    Patients of several specialisms cannot be added up: as a whole a figure is about as many as the largest of
    them at least.
    """
    require(actor, Act.CONFIGURE_ORGANISATION)
    grouped: dict[tuple[date, str], list[Brought]] = {}
    for line in lines:
        grouped.setdefault((line.quarter, line.figure), []).append(line)
    organisation = Organisation.objects.get(id=actor.organisation_id)
    made = {key: decided([_whole(of_figure), *map(_part, of_figure)]) for key, of_figure in grouped.items()}
    first = {key: _given_at(*key, rows) for key, rows in made.items()}  # refuses before anything is done
    for (quarter, figure), rows in made.items():
        GivenFigure.objects.filter(quarter=quarter, figure=figure).delete()
        for row in rows:
            row.organisation_id, row.given_at = organisation.id, first[quarter, figure]
            row.kind, row.region = organisation.kind, organisation.region
        GivenFigure.objects.bulk_create(rows)
    record(
        looker=looker,
        organisation_id=actor.organisation_id,
        event="monitor.brought",
        action="U",
        object_type="monitor",
    )
    return len(lines)


def _given_at(quarter: date, figure: str, rows: Sequence[GivenFigure]) -> datetime:
    before = list(GivenFigure.objects.filter(quarter=quarter, figure=figure))
    now = timezone.now()
    first = min((each.given_at for each in before), default=now)
    is_seen = now >= max(first + TO_CORRECT, quarters.shown_from(quarter))
    if before and is_seen and _told(before) != _told(rows):
        raise Refused(
            _(
                "“%(figure)s” of %(quarter)s was brought more than a week ago and stays as it was shown. "
                "Leave its lines out of the file; nothing was taken in now."
            )
            % {"figure": ELSEWHERE[figure].name, "quarter": quarters.name(quarter)}
        )
    return first


def _told(rows: Sequence[GivenFigure]) -> list[tuple[bool, str, float, int]]:
    return sorted((each.is_whole, each.specialism, float(each.number), each.people) for each in rows)


def decided(rows: list[GivenFigure]) -> list[GivenFigure]:
    """Say of each, the whole first, whether it is shown: none of too few, nor what would tell it."""
    cells: dict[Key, Cell] = {at: Cell(each.people, number=each.number) for at, each in enumerate(rows)}
    gone = hidden(cells, [Sum(0, tuple(range(1, len(rows))))])
    for at, each in enumerate(rows):
        each.is_shown = at not in gone
    return rows


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
