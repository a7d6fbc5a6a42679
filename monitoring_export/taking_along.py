"""Fills a file with every figure of a wish: at once in the scope that asks, or part by part by a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from downloads.making import register
from downloads.models import Download
from monitoring_export import wish as wishes
from monitoring_export.access import chosen
from monitoring_export.dashboard import names_of
from monitoring_export.dictionary import FIGURES
from monitoring_export.files import FORMS, Line, Sheet, packed
from monitoring_export.groups import By, Group
from monitoring_export.queries import Value, figures
from monitoring_export.wish import IN_A_FILE, Wish
from rowsecurity.scopes import job_scope
from tenants.models import Department

# More lines than this a worker makes; and no spreadsheet holds more than the second.
AT_ONCE = 20_000
MOST = 1_000_000
# What a program may ask for in one answer.
FOR_PROGRAMS = 200_000
# A worker reads so many lines in one transaction.
IN_A_PART = 20_000


def size(wish: Wish, departments: list[Department]) -> int:
    """How many lines a file of this wish may have at most."""
    return len(wish.periods) * _lines_of_a_period(wish, departments)


def parts(wish: Wish, departments: list[Department]) -> list[Wish]:
    """The wish in parts of whole periods, each small enough to be read at once."""
    periods = wish.periods
    count = max(1, IN_A_PART // _lines_of_a_period(wish, departments))
    chunks = [periods[start : start + count] for start in range(0, len(periods), count)]
    return [
        replace(wish, first=chunk[0], last=min(wish.last, wishes.after(chunk[-1], wish.step) - wishes.DAY))
        for chunk in chunks
    ]


def sheet(*, organisation_id: UUID, organisation: str, wish: Wish, departments: list[Department]) -> Sheet:
    """All figures by period and group, and of all groups together: people do not add up. In a scope."""
    lines = list(_lines(organisation_id, wish, departments))
    return Sheet(organisation, about(wish), lines)


def about(wish: Wish) -> str:
    return f"{wish.periods[0]} – {wish.last}"


def file_name(organisation_slug: str, wish: Wish, suffix: str) -> str:
    return f"{_('usage')}-{organisation_slug}-{wish.first}-{wish.last}.{suffix}"


def in_parts(download: Download, tell: Callable[..., None]) -> Iterator[bytes]:
    """A large file, each part read in a transaction of its own; texts are packed. Outside any scope."""
    form, wish = FORMS[download.form], asked_for(download)
    with job_scope(download.organisation_id):
        departments = list(Department.all_objects.select_related("organisation"))

    def lines() -> Iterator[Line]:
        for done, part in enumerate(parts(wish, departments), start=1):
            with job_scope(download.organisation_id):
                found = list(_lines(download.organisation_id, part, departments))
            yield from found
            tell(done=done)

    content = form.make(Sheet(download.organisation.name, about(wish), lines(), is_large=True))
    name = file_name(download.organisation.slug, wish, form.suffix)
    return packed(name, content) if form.is_text else content


def asked_for(download: Download) -> Wish:
    """The wish of a file that somebody asked for."""
    query: Mapping[str, str] = QueryDict(download.wish)
    return Wish.read(query, IN_A_FILE)


def _lines_of_a_period(wish: Wish, departments: list[Department]) -> int:
    left = chosen(wish, departments)
    groups = 1 if wish.by == "organisation" else 2 + len(departments if left is None else left)
    return groups * len(FIGURES)


def _lines(organisation_id: UUID, wish: Wish, departments: list[Department]) -> Iterator[Line]:
    left = chosen(wish, departments)
    names = names_of(wish, departments)
    ways: list[By] = ["organisation"] if wish.by == "organisation" else ["organisation", wish.by]
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
        for value in values:
            yield _line(value, _name(value.group, by, names), wish)


def _name(group: Group, by: By, names: dict[Group, str]) -> str:
    return _("All together") if by == "organisation" else names.get(group, str(group))


def _line(value: Value, group: str, wish: Wish) -> Line:
    return Line(
        period=wish.named(value.starts_on),
        first=value.starts_on.isoformat(),
        until=wishes.after(value.starts_on, wish.step).isoformat(),
        group=group,
        figure=value.key,
        number=value.number,
    )


register(Download.Kind.USAGE, in_parts)
