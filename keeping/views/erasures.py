"""Deleting everything of one patient: find, look, ask; a second admin decides."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keeping import agreeing
from keeping.access import access_erasure, access_patient_to_erase, find_patient
from keeping.actions import erasures
from keeping.forms import EraseForm, FindForm
from keeping.models import Erasure
from keeping.preview import preview
from people.actions.step_up import is_fresh
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import NotFound, Refused
from tenants.roles import Act, require

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """What was asked and done, and finding a patient."""
    require(request.membership, Act.ERASE)
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        patient = find_patient(request.membership, **form.cleaned_data)
        if patient is not None:
            return redirect("keeping:erase", request.organisation.slug, patient.id)
        form.add_error("number", _("Nobody here has this number and this date of birth."))
    rows = Erasure.objects.select_related("patient", "asked_by", "decided_by").prefetch_related("removals")
    listed = list(rows[:SHOWN])
    erasures.note_listed(looker=looker(request), organisation_id=request.organisation.id, listed=listed)
    standing = agreeing.standing(request.membership)
    context = {"form": form, "erasures": listed} | standing | _step(request)
    return render(request, "keeping/erasures.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """How much would go, what stays and why; and asking for it."""
    patient = access_patient_to_erase(request.membership, patient_id)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erasures.ask(
            member=request.membership,
            looker=looker(request),
            patient=patient,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("It has been asked. Nothing is deleted before it is agreed to."))
        return redirect("keeping:erasures", request.organisation.slug)
    erasures.note_look(looker=looker(request), patient=patient)
    context = {"form": form, "patient": patient, "parts": preview(patient)}
    return render(request, "keeping/erase.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: MemberRequest, erasure_id: UUID) -> HttpResponse:
    """Agree, shortly after a second factor, or not."""
    erasure = access_erasure(request.membership, erasure_id)
    act = erasures.agree if request.POST.get("doe") == "akkoord" else erasures.refuse
    if act is erasures.agree and not is_fresh(request.session):
        return redirect(_confirm(request))
    try:
        act(member=request.membership, looker=looker(request), erasure=erasure)
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("keeping:erasures", request.organisation.slug)


def _step(request: MemberRequest) -> dict[str, Any]:
    return {"is_fresh": is_fresh(request.session), "confirm": _confirm(request)}


def _confirm(request: MemberRequest) -> str:
    back = urlencode({"next": reverse("keeping:erasures", args=[request.organisation.slug])})
    return f"{reverse('people:second_factor')}?{back}"
