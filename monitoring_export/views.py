"""The page of usage and its downloads."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from audit.actions import record
from monitoring_export.access import access_usage
from monitoring_export.dashboard import Dashboard, specialism_name
from monitoring_export.dictionary import FIGURES, VERSION
from monitoring_export.files import FORMS
from monitoring_export.groups import location, specialism
from monitoring_export.taking_along import AT_ONCE, file_name, sheet, size
from monitoring_export.wish import IN_A_FILE, STEPS, WAYS, Wish
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import NotFound, Refused
from tenants.models import Department

STEP_NAMES = {
    "dag": gettext_lazy("Day"),
    "maand": gettext_lazy("Month"),
    "kwartaal": gettext_lazy("Quarter"),
    "jaar": gettext_lazy("Year"),
}
WAY_NAMES = {
    "organisatie": gettext_lazy("Whole organisation"),
    "locatie": gettext_lazy("Location"),
    "afdeling": gettext_lazy("Department"),
    "specialisme": gettext_lazy("Specialism"),
    "regio": gettext_lazy("Region"),
}
FORM_NAMES = {
    "xlsx": gettext_lazy("Excel"),
    "csv-nl": gettext_lazy("CSV for Dutch Excel"),
    "csv": gettext_lazy("CSV, international"),
    "json": gettext_lazy("JSON"),
    "parquet": gettext_lazy("Parquet"),
}


@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Every figure of the last period beside the one before, one figure drawn, and the same in tables."""
    wish, departments = access_usage(request.membership, request.GET)
    shown = Dashboard(request.organisation.id, wish, departments)
    # A file may be longer than a page.
    in_a_file = Wish.read(request.GET, IN_A_FILE)
    context = {
        "wish": wish,
        "shown": shown,
        "period": wish.named(wish.periods[-1]),
        "choices": _choices(wish, departments),
        "forms": FORM_NAMES.items(),
        "in_a_file": in_a_file.query,
        "is_large": size(in_a_file, departments) > AT_ONCE,
        "version": VERSION,
        "counted_at": shown.counted_at,
    }
    return render(request, "monitoring_export/overview.html", context)


@require_GET
def download(request: MemberRequest, form: str) -> HttpResponse:
    """Every figure of the wish as a file."""
    wish, departments = access_usage(request.membership, request.GET, IN_A_FILE)
    organisation = request.organisation
    if form not in FORMS:
        raise NotFound(_("There is no such file."))
    if size(wish, departments) > AT_ONCE:
        raise Refused(_("This file is made in the background. Ask for it from the page of usage."))
    made = FORMS[form].make(
        sheet(
            organisation_id=organisation.id,
            organisation=organisation.name,
            wish=wish,
            departments=departments,
        )
    )
    record(
        looker=looker(request),
        organisation_id=organisation.id,
        event="usage.export",
        action="E",
        object_type="usage",
        object_id=wish.department_id,
    )
    name = file_name(organisation.slug, wish, FORMS[form].suffix)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(b"".join(made), content_type=FORMS[form].content_type, headers=headers)


def _choices(wish: Wish, departments: list[Department]) -> dict[str, object]:
    """The fields of the filters, each with what is chosen."""
    specialisms = {specialism(each): specialism_name(each) for each in departments if specialism(each)}
    places = {location(each): str(getattr(each, "location", "")) for each in departments if location(each)}
    return {
        "steps": [(word, STEP_NAMES[word], STEPS[word] == wish.step) for word in STEPS],
        "ways": [(word, WAY_NAMES[word], WAYS[word] == wish.by) for word in WAYS],
        "figures": [(key, figure.name, key == wish.figure) for key, figure in FIGURES.items()],
        "departments": [(each.id, each.name, each.id == wish.department_id) for each in departments],
        "specialisms": [(key, name, key == wish.specialism) for key, name in specialisms.items()],
        "locations": [(key, name, key == wish.location_id) for key, name in places.items()],
    }
