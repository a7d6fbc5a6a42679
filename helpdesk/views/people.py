"""Somebody's way in, as the helpdesk sees it: state and step, and three things it can do about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record
from helpdesk.access import access_person_to_help
from helpdesk.actions import helping, numbers
from helpdesk.forms import HelpPersonForm
from helpdesk.models import NumberChange
from helpdesk.steps import way_in
from people.edges import MemberRequest
from people.looker import looker
from people.models import Patient
from tenants.roles import Act, require

MOST = 20


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """Find somebody by patient number or e-mail address, exactly; no browsing through everybody."""
    require(request.membership, Act.HELP)
    words = request.GET.get("zoek", "").strip()
    rows = (
        Patient.objects.filter(Q(number=words) | Q(email__iexact=words)) if words else Patient.objects.none()
    )
    found = list(rows.order_by("number")[:MOST])
    if len(found) == 1:
        return redirect("helpdesk:person", request.organisation.slug, found[0].id)
    return render(request, "helpdesk/people.html", {"words": words, "found": found})


@require_safe
def person(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """How far somebody is."""
    patient = access_person_to_help(request.membership, patient_id)
    initial = {} if patient.person_id else {"mobile": patient.mobile}
    return _page(request, patient, HelpPersonForm(initial=initial))


def _page(request: MemberRequest, patient: Patient, form: HelpPersonForm) -> HttpResponse:
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="helpdesk.person_read",
        action="R",
        object_type="patient",
        object_id=patient.id,
        patient_id=patient.id,
    )
    changes = NumberChange.objects.filter(patient=patient).select_related("decided_by")
    change = changes.order_by("-asked_at").first()
    context = {"patient": patient, "way": way_in(patient), "form": form, "change": change}
    return render(request, "helpdesk/person.html", context, status=422 if form.errors else 200)


@require_POST
def help_person(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Send again, unlock, or another number; after questions about who it is."""
    patient = access_person_to_help(request.membership, patient_id)
    form = HelpPersonForm(request.POST)
    what, who = request.POST.get("doe", ""), looker(request)
    if form.is_valid() and what == "nummer" and not form.cleaned_data["mobile"]:
        form.add_error("mobile", _("Fill in the new number."))
    if form.errors:
        return _page(request, patient, form)
    member = request.membership
    if what == "nummer" and patient.person_id is not None:
        numbers.ask(member=member, looker=who, patient=patient, mobile=form.cleaned_data["mobile"])
        said = _("The desk is asked to confirm it. Tell the patient to come by with an identity document.")
        messages.success(request, said)
    elif what == "nummer":
        helping.replace_mobile(member=member, looker=who, patient=patient, mobile=form.cleaned_data["mobile"])
        messages.success(request, _("The number has been kept. A code of a letter works at once."))
    elif what == "opnieuw":
        helping.send_again(member=member, looker=who, patient=patient)
        messages.success(request, _("A new invitation is on its way. The earlier link no longer works."))
    else:
        helping.unlock_sign_in(member=member, looker=who, patient=patient)
        messages.success(request, _("Signing in with this e-mail address may be tried again."))
    return redirect("helpdesk:person", request.organisation.slug, patient.id)
