"""Staff invite patients: find or enter one, send, follow, send again, withdraw."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from people import queries
from people.access import access_invitation, access_patient_to_invite
from people.actions import invitations, patients
from people.edges import MemberRequest
from people.forms import PatientForm, PatientSearchForm
from people.looker import looker
from people.models import Patient
from tenants.roles import Act, require

PAGE = 25


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Find a patient by number, and the invitations of late."""
    require(request.membership, Act.INVITE)
    page = Paginator(queries.newest_invitations(), PAGE).get_page(request.GET.get("page"))
    search = PatientSearchForm(request.GET if "number" in request.GET else None)
    if search.is_bound and search.is_valid():
        return _found(request, search.cleaned_data["number"])
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="invitation.listed",
        action="R",
        object_type="invitation",
    )
    return render(request, "people/invitations.html", {"page": page, "search": search})


def _found(request: MemberRequest, number: str) -> HttpResponse:
    patient = queries.patient_by_number(number)
    if patient is None:
        messages.info(request, _("There is no patient with this number yet. Fill in who it is."))
        address = reverse("people:invite_new", args=[request.organisation.slug])
        return redirect(f"{address}?{urlencode({'number': number})}")
    return redirect("people:invite_patient", request.organisation.slug, patient.id)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_new(request: MemberRequest) -> HttpResponse:
    """Enter a patient and invite them."""
    require(request.membership, Act.INVITE)
    form = PatientForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    return _invite(request, form, patient=None)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_patient(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Check the details of a patient and invite them."""
    patient = access_patient_to_invite(request.membership, patient_id)
    form = PatientForm(request.POST or None, instance=patient)
    if request.method != "POST":
        record(
            looker=looker(request),
            organisation_id=request.organisation.id,
            event="patient.read",
            action="R",
            object_type="patient",
            object_id=patient.id,
            patient_id=patient.id,
        )
    return _invite(request, form, patient=patient)


def _invite(request: MemberRequest, form: PatientForm, *, patient: Patient | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        who = looker(request)
        details = {name: form.cleaned_data[name] for name in form.Meta.fields}
        if patient is None:
            patient = patients.register_patient(member=request.membership, looker=who, **details)
        else:
            patients.change_address(
                member=request.membership,
                looker=who,
                patient=patient,
                email=details["email"],
                mobile=details["mobile"],
            )
        invitations.invite_patient(
            member=request.membership,
            looker=who,
            patient=patient,
            department=form.cleaned_data["department"],
        )
        messages.success(request, _("The invitation is on its way."))
        return redirect("people:invitations", request.organisation.slug)
    context = {"form": form, "patient": patient}
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


@require_POST
def send_again(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """Send a new link; the earlier one ends."""
    invitation = access_invitation(request.membership, invitation_id)
    invitations.invite_patient(
        member=request.membership,
        looker=looker(request),
        patient=invitation.patient,
        department=invitation.department,
    )
    messages.success(request, _("A new invitation is on its way. The earlier link no longer works."))
    return redirect("people:invitations", request.organisation.slug)


@require_POST
def withdraw(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """End an invitation."""
    invitation = access_invitation(request.membership, invitation_id)
    invitations.withdraw_invitation(member=request.membership, looker=looker(request), invitation=invitation)
    messages.success(request, _("The invitation has been withdrawn."))
    return redirect("people:invitations", request.organisation.slug)
