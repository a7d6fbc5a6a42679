"""The page of usage and its downloads."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from audit.actions import record
from monitoring_export import downloads, months, page
from monitoring_export.access import access_usage
from monitoring_export.plot import plot
from monitoring_export.queries import Kind, Usage, first_month
from people.edges import MemberRequest
from people.looker import looker

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Figures of a month beside those of the month before, a plot of a year, and the same in tables."""
    wish, found = access_usage(request.membership, request.GET)
    context = {
        "wish": wish,
        "usage": found,
        "month_name": page.month_name(wish.month),
        "before_name": date_format(months.shifted(wish.month, -1), "F"),
        "cards": page.cards(found, wish),
        "headings": page.headings().values(),
        "departments": page.rows_of_departments(found, wish),
        "months": page.rows_of_months(found, wish),
        "plot": plot(_messages(found, wish)),
        "choices": _choices(wish),
        "is_empty": not found.counts,
    }
    return render(request, "monitoring_export/overview.html", context)


@require_GET
def download(request: MemberRequest, kind: str) -> HttpResponse:
    """The figures of the year up to the chosen month; the download itself is in the access log."""
    wish, found = access_usage(request.membership, request.GET)
    rows = page.download_rows(found, wish)
    content = downloads.as_csv(rows) if kind == "csv" else downloads.as_xlsx(rows, sheet=_("Usage"))
    organisation = request.organisation
    record(
        looker=looker(request),
        organisation_id=organisation.id,
        event="usage.export",
        action="E",
        object_type="usage",
        object_id=wish.department_id,
    )
    name = f"{_('usage')}-{organisation.slug}-{found.months[0]:%Y-%m}-{wish.month:%Y-%m}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def _messages(found: Usage, wish: page.Wish) -> list[tuple[date, int, int]]:
    rows = [(month, page.chosen(found, month, wish)) for month in found.months]
    return [(month, row[Kind.MESSAGES_PEOPLE], row[Kind.MESSAGES_AUTOMATIC]) for month, row in rows]


def _choices(wish: page.Wish) -> list[tuple[str, str]]:
    newest, oldest = months.this_month(), min(first_month() or wish.month, wish.month)
    count = (newest.year - oldest.year) * 12 + newest.month - oldest.month + 1
    return [(f"{month:%Y-%m}", page.month_name(month)) for month in reversed(months.up_to(newest, count))]
