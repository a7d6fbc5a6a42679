"""Who reads along with me, and with whom I read along: the patient's and the relative's own page.

What is changed is checked in the scope of the person first, and then written in that of the one organisation.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.access import own_patients
from conversations.actions.sharing import share
from conversations.models import Conversation
from conversations.relative_forms import RelativeForm
from people.actions import relatives
from people.actions.relatives import OWN_GROUNDS, InvitedAlready
from people.edges import PersonRequest, in_steps
from people.looker import looker
from people.models import Patient, Person, Representation
from people.relatives import access_own_representation, locked_again, readers_of, represented_by
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import job_scope

Reason = Representation.EndReason


@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Who reads along, who was invited, and for whom this person reads along."""
    return render(request, "conversations/own_relatives.html", lists(request.user))


def lists(person: Person) -> dict[str, Any]:
    """Both directions. In the person's own scope."""
    own = own_patients(person)
    return {
        "is_patient": bool(own),
        "readers": readers_of(each.id for each in own),
        "represented": represented_by(person),
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
        form = _form(request, patients)
        if request.method != "POST" or not form.is_valid():
            return _page(request, form)
    patient = next(each for each in patients if str(each.id) == form.cleaned_data["patient"])
    try:
        return _send(request, patient, form)
    except NotFound:
        raise
    except Refused as refused:
        known = refused.representation if isinstance(refused, InvitedAlready) else None
        form.add_error(None, refused.sentence)
    with request.step():
        return _page(request, form, known=known)


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


def _send(request: PersonRequest, patient: Patient, form: RelativeForm) -> HttpResponse:
    with job_scope(patient.organisation_id, request.user.id):
        invited = relatives.invite_relative(
            member=None, looker=looker(request), patient=patient, offer=form.offer
        )
        chosen = form.cleaned_data.get("conversations", [])
        share(representation=invited.representation, conversation_ids=chosen)
    name = invited.representation.name
    messages.success(request, _("The invitation is on its way to %(name)s.") % {"name": name})
    return redirect("conversations:own_relatives")


def _form(request: PersonRequest, patients: list[Patient]) -> RelativeForm:
    talks = Conversation.objects.filter(patient__in=patients, is_private=False).exclude(last_number=0)
    Ground = Representation.Ground
    return RelativeForm(
        request.POST if request.method == "POST" else None,
        patients=[(str(each.id), each.organisation.name) for each in patients],
        grounds=[(value, str(label)) for value, label in Ground.choices if value in OWN_GROUNDS],
        conversations=[(str(each.id), each.subject) for each in talks.order_by("-last_message_at")[:30]],
        initial={"relation": Representation.Relation.PARTNER},
    )


def _page(request: PersonRequest, form: RelativeForm, *, known: Representation | None = None) -> HttpResponse:
    context = {"form": form, "known": known}
    return render(
        request, "conversations/own_relative_invite.html", context, status=422 if form.errors else 200
    )
