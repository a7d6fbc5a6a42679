"""Fills a file with every figure of a wish. In a scope of the organisation."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from monitoring_export import wish as wishes
from monitoring_export.access import chosen
from monitoring_export.dashboard import names_of
from monitoring_export.dictionary import FIGURES
from monitoring_export.files import Line, Sheet
from monitoring_export.queries import Value, figures
from monitoring_export.wish import Wish
from tenants.models import Department

# More lines than this would keep a web process, and a spreadsheet, busy for too long.
AT_ONCE = 200_000


def size(wish: Wish, departments: list[Department]) -> int:
    """How many lines a file of this wish may have at most."""
    left = chosen(wish, departments)
    groups = 1 if wish.by == "organisation" else 2 + len(departments if left is None else left)
    return len(wish.periods) * groups * len(FIGURES)


def sheet(*, organisation_id: UUID, organisation: str, wish: Wish, departments: list[Department]) -> Sheet:
    """All figures by period and group, and of all groups together: people do not add up."""
    left = chosen(wish, departments)
    names = names_of(wish, departments)
    ways = dict.fromkeys(("organisation", wish.by))
    found: list[tuple[Value, str]] = []
    for by in ways:
        values = figures(
            organisation_id,
            keys=list(FIGURES),
            first=wish.first,
            until=wish.until,
            step=wish.step,
            by=by,
            departments=None if left is None else [each.id for each in left],
        )
        found += [
            (value, _("All together") if by == "organisation" else names.get(value.group, str(value.group)))
            for value in values
        ]
    lines = [_line(value, name, wish) for value, name in found]
    return Sheet(organisation, f"{wish.periods[0]} – {wish.last}", lines)


def _line(value: Value, group: str, wish: Wish) -> Line:
    return Line(
        period=wish.named(value.starts_on),
        first=value.starts_on.isoformat(),
        until=wishes.after(value.starts_on, wish.step).isoformat(),
        group=group,
        figure=value.key,
        number=value.number,
    )
