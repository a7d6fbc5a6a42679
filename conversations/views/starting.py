"""The team writes to a patient first: to whom, and then what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from conversations import queries
from conversations.access import access_patient_to_write
from conversations.actions.replies import Reply
from conversations.actions.starting import start
from conversations.readers import has_reader
from conversations.start_forms import StartForm
from people.edges import MemberRequest
from people.forms import PatientSearchForm
from people.looker import looker
from people.models import Patient
from people.queries import patient_by_number
from rowsecurity.errors import Refused
from tenants.roles import Act, require


@require_GET
def find(request: MemberRequest) -> HttpResponse:
    """Which patient, by number."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    form = PatientSearchForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        patient = patient_by_number(form.cleaned_data["number"])
        if patient:
            return redirect("conversations:write_first", request.organisation.slug, patient.id)
        messages.info(
            request, _("There is no patient with this number. Check it, or invite the patient first.")
        )
    return render(request, "conversations/staff/start_find.html", {"form": form})


@require_http_methods(["GET", "POST"])
def write_first(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The first message of a conversation that the team begins."""
    patient = access_patient_to_write(request.membership, patient_id)
    form = StartForm(request.POST or None, departments=queries.departments_of(request.membership))
    if request.method == "POST" and form.is_valid():
        try:
            return _start(request, patient, form)
        except Refused as refused:
            # What was typed stays in the form.
            form.add_error(None, refused.sentence)
    context = {"form": form, "patient": patient, "has_readers": has_reader(patient)}
    return render(request, "conversations/staff/start.html", context, status=422 if form.errors else 200)


def _start(request: MemberRequest, patient: Patient, form: StartForm) -> HttpResponse:
    values = form.cleaned_data
    conversation = start(
        member=request.membership,
        looker=looker(request),
        patient=patient,
        department=values["department"],
        conversation_id=values["conversation_id"],
        subject=values["subject"],
        first=Reply(values["client_id"], values["text"], seen_number=0),
    )
    return redirect("conversations:case", request.organisation.slug, conversation.id)
