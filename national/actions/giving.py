"""Gives the counted figures of a quarter that is over to the monitor, once: what was shown stays."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from monitoring_export.dictionary import FIGURES, PATIENTS
from monitoring_export.groups import By, groups
from monitoring_export.people_behind import WHOLE, behind, patients_of, people_of
from monitoring_export.queries import Value, figures
from national import quarters
from national.models import GivenFigure, Participation
from tenants.models import Organisation


def give(*, organisation_id: UUID, quarter: date) -> int:
    """Give what is counted of this quarter by now and was not given before; returns how many figures.

    In the scope of the organisation. Only figures with which it took part in that quarter. A figure that
    changed since would tell how few people that was about, so it is not given again.
    """
    before = GivenFigure.objects.filter(quarter=quarter, origin=GivenFigure.Origin.COUNTED)
    known = set(before.values_list("figure", flat=True))
    wanted = [figure for figure in taking_part(quarter) if figure in FIGURES and figure not in known]
    rows = _counted(organisation_id, quarter, wanted) if wanted else []
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


def _counted(organisation_id: UUID, quarter: date, wanted: list[str]) -> list[GivenFigure]:
    until = quarters.shifted(quarter, 1)
    keys = sorted({*wanted, PATIENTS})
    found: list[GivenFigure] = []
    ways: tuple[By, ...] = ("specialism", "organisation")
    of_way = {
        by: figures(organisation_id, keys=keys, first=quarter, until=until, step="quarter", by=by)
        for by in ways
    }
    people = behind(of_way["specialism"], first=quarter, until=until, group_of=groups("specialism", None))
    for by, values in of_way.items():
        is_whole = by == "organisation"
        patients = patients_of(values, is_whole=is_whole)
        for each in values:
            if each.key in wanted and each.number is not None:
                about = people_of(each, WHOLE if is_whole else each.group, people, patients)
                found.append(_row(each, about, is_whole=is_whole))
    return found


def _row(value: Value, people: int, *, is_whole: bool) -> GivenFigure:
    return GivenFigure(
        quarter=value.starts_on,
        figure=value.key,
        is_whole=is_whole,
        specialism="" if is_whole else str(value.group or "")[:80],
        number=float(value.number),
        people=people,
        origin=GivenFigure.Origin.COUNTED,
    )
