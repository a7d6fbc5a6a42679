"""Who looked at what: the patient's page about themselves, and the organisation's page about its log."""

from __future__ import annotations

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audit.actions import record
from people import log_reading
from people.edges import MemberRequest, PersonRequest
from people.log_wording import sentence
from people.looker import looker
from people.models import Patient
from people.queries import patient_by_number
from tenants.roles import Act, require

PAGE, PAGE_OF_PATIENT = 50, 100


class LogForm(forms.Form):
    """What to look for."""

    number = forms.CharField(label=_("Patient number"), max_length=40, required=False)
    who = forms.CharField(label=_("Employee"), max_length=80, required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_safe
def who_looked(request: PersonRequest) -> HttpResponse:
    """Who looked at the patient's own data, by day and in plain words."""
    page = Paginator(log_reading.about(request.user), PAGE_OF_PATIENT).get_page(request.GET.get("page"))
    days = log_reading.by_day(page.object_list, request.user)
    return render(request, "people/who_looked.html", {"days": days, "page": page})


@require_safe
def access_log(request: MemberRequest) -> HttpResponse:
    """The log of the organisation; looking at it is a line of the log too."""
    require(request.membership, Act.READ_ACCESS_LOG)
    form = LogForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    patient = patient_by_number(wanted["number"]) if wanted.get("number") else None
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="access_log.read",
        action="R",
        object_type="access_log",
        patient_id=patient.id if patient else None,
    )
    # Read after writing: a line that comes between counting and reading would push the oldest off the page.
    lines = log_reading.of_organisation(**wanted)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    return render(request, "people/access_log.html", {"form": form, "page": page, "rows": _rows(page)})


def _rows(page: Page) -> list[dict[str, object]]:
    """The lines with the number of their patient and what happened in words."""
    entries = list(page.object_list)
    patients = {entry.patient_id for entry in entries if entry.patient_id}
    numbers = dict(Patient.objects.filter(id__in=patients).values_list("id", "number"))
    return [
        {"entry": entry, "what": sentence(entry), "number": numbers.get(entry.patient_id, "")}
        for entry in entries
    ]
