"""Who reads along with me, and with whom I read along: the patient's and the relative's own page.

What is changed is checked in the scope of the person first, and then written in that of the one organisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.access import own_patients
from conversations.actions.sharing import share
from conversations.models import Conversation
from conversations.relative_forms import Choices, Grouped, RelativeForm
from people.actions import relatives
from people.actions.relatives import OWN_GROUNDS, InvitedAlready
from people.edges import PersonRequest, in_steps
from people.looker import looker
from people.models import Patient, Person, Representation
from people.relatives import (
    access_own_representation,
    decides_along_from,
    ended_lately,
    locked_again,
    readers_of,
    represented_by,
)
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import job_scope

Reason = Representation.EndReason


@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Who reads along, who was invited, and for whom this person reads along."""
    return render(request, "conversations/own_relatives.html", lists(request.user))


def lists(person: Person) -> dict[str, Any]:
    """Both directions. In the person's own scope."""
    own, today = own_patients(person), timezone.localdate()
    return {
        "is_patient": bool(own),
        "readers": readers_of(each.id for each in own),
        "represented": [(each, decides_along_from(each, today)) for each in represented_by(person)],
        "ended_lately": ended_lately(person),
    }


@in_steps
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PersonRequest) -> HttpResponse:
    """Add somebody: who it is, and send."""
    with request.step():
        person = request.user
        patients = own_patients(person)
        if not patients:
            raise NotFound(_("You are not a patient here yet, so there is nothing to read along with."))
        form = _form(request.POST if request.method == "POST" else None, patients)
        if request.method != "POST" or not form.is_valid():
            return _page(request, form)
    refused = _send(request, patients, form)
    if not refused:
        return redirect("conversations:own_relatives")
    with request.step():
        return _again(request, patients, refused)


@in_steps
@require_POST
def invite_again(request: PersonRequest, representation_id: UUID) -> HttpResponse:
    """A new link to somebody who was invited."""
    with request.step():
        person = request.user
        found = access_own_representation(person, representation_id)
    with job_scope(found.organisation_id, person.id):
        relatives.invite_again(member=None, looker=looker(request), representation=locked_again(found))
    messages.success(request, _("The invitation is on its way to %(name)s.") % {"name": found.name})
    return redirect("conversations:own_relatives")


@in_steps
@require_POST
def end(request: PersonRequest, representation_id: UUID) -> HttpResponse:
    """End it now, as the patient or as the one who reads along."""
    with request.step():
        person = request.user
        found = access_own_representation(person, representation_id)
        reason = Reason.PATIENT if found.patient.person_id == person.id else Reason.RELATIVE
    with job_scope(found.organisation_id, person.id):
        relatives.end_relative(looker=looker(request), representation=locked_again(found), reason=reason)
    if reason == Reason.PATIENT:
        messages.success(request, _("%(name)s has no access any more.") % {"name": found.name})
    else:
        messages.success(
            request, _("You do not read along with %(name)s any more.") % {"name": found.patient.given_name}
        )
    return redirect("conversations:own_relatives")


def _send(
    request: PersonRequest, patients: list[Patient], form: RelativeForm
) -> list[tuple[Patient, Refused]]:
    """An invitation at each organisation that was chosen; returns where it was refused, and why."""
    chosen = [each for each in patients if str(each.id) in form.cleaned_data["patient"]]
    refused = []
    for patient in chosen:
        try:
            _send_one(request, patient, form)
        except NotFound:
            raise
        except Refused as error:
            refused.append((patient, error))
    if len(refused) < len(chosen):
        sentence = _("The invitation is on its way to %(name)s.")
        messages.success(request, sentence % {"name": form.cleaned_data["name"]})
    return refused


def _send_one(request: PersonRequest, patient: Patient, form: RelativeForm) -> None:
    with job_scope(patient.organisation_id, request.user.id):
        invited = relatives.invite_relative(
            member=None, looker=looker(request), patient=patient, offer=form.offer
        )
        chosen = form.cleaned_data.get("conversations", [])
        share(representation=invited.representation, conversation_ids=chosen)


def _again(
    request: PersonRequest, patients: list[Patient], refused: list[tuple[Patient, Refused]]
) -> HttpResponse:
    """The form as it was typed, for the organisations where nothing was sent."""
    typed = request.POST.copy()
    typed.setlist("patient", [str(patient.id) for patient, _error in refused])
    form = _form(typed, patients)
    for patient, error in refused:
        where = f"{patient.organisation.name}: " if len(patients) > 1 else ""
        form.add_error(None, f"{where}{error.sentence}")
    known = [
        (patient.organisation.name, error.representation)
        for patient, error in refused
        if isinstance(error, InvitedAlready)
    ]
    return _page(request, form, known=known if len(patients) > 1 else [("", each) for _at, each in known])


def _form(data: QueryDict | None, patients: list[Patient]) -> RelativeForm:
    Ground = Representation.Ground
    talks = Conversation.objects.filter(patient__in=patients, is_private=False).exclude(last_number=0)
    found = list(talks.order_by("-last_message_at")[:30])
    return RelativeForm(
        data,
        patients=[(str(each.id), each.organisation.name) for each in patients],
        grounds=[(value, str(label)) for value, label in Ground.choices if value in OWN_GROUNDS],
        conversations=_grouped(patients, found) if len(patients) > 1 else _choices(found),
        whose={str(each.id): str(each.patient_id) for each in found} if len(patients) > 1 else None,
        initial={"relation": Representation.Relation.PARTNER},
    )


def _choices(talks: Iterable[Conversation]) -> Choices:
    return [(str(each.id), each.subject) for each in talks]


def _grouped(patients: list[Patient], talks: list[Conversation]) -> Grouped:
    """Those of each organisation under its name."""
    groups = [(each, _choices(talk for talk in talks if talk.patient_id == each.id)) for each in patients]
    return [(patient.organisation.name, choices) for patient, choices in groups if choices]


def _page(
    request: PersonRequest, form: RelativeForm, *, known: Sequence[tuple[str, Representation]] = ()
) -> HttpResponse:
    context = {"form": form, "known": known}
    return render(
        request, "conversations/own_relative_invite.html", context, status=422 if form.errors else 200
    )
