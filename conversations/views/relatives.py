"""Who reads along with a patient: the team's page, at a desk or a bedside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.actions import record
from conversations.actions.sharing import share
from conversations.models import Conversation
from conversations.relative_forms import Choices, DischargeForm, RelativeForm, RuleForm, ScopeForm
from people import ages
from people.access import access_patient_to_grant
from people.actions import relatives
from people.actions.relative_rules import change_rule
from people.actions.relatives import Invited, InvitedAlready
from people.edges import MemberRequest
from people.looker import looker
from people.models import Patient, Representation
from people.relatives import access_representation, readers_of
from rowsecurity.errors import Forbidden, NotFound, Refused
from tenants.roles import Act, require

Ground = Representation.Ground


@require_http_methods(["GET", "POST"])
def overview(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Who reads along now, who was invited, whose access ended; and one more."""
    patient = access_patient_to_grant(request.membership, patient_id)
    form = _form(request, patient)
    if request.method == "POST" and form.is_valid():
        return _invite(request, patient, form)
    if request.method == "GET":
        record(
            looker=looker(request),
            organisation_id=request.organisation.id,
            event="relative.listed",
            action="R",
            object_type="patient",
            object_id=patient.id,
            patient_id=patient.id,
        )
    return _page(request, patient, form, status=422 if form.errors else 200)


def _invite(request: MemberRequest, patient: Patient, form: RelativeForm) -> HttpResponse:
    try:
        invited = relatives.invite_relative(
            member=request.membership, looker=looker(request), patient=patient, offer=form.offer
        )
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        known = refused.representation if isinstance(refused, InvitedAlready) else None
        form.add_error(None, refused.sentence)
        return _page(request, patient, form, known=known, status=refused.status)
    share(
        representation=invited.representation,
        conversation_ids=form.cleaned_data.get("conversations", []),
    )
    return _sent(request, invited)


def _sent(request: MemberRequest, invited: Invited) -> HttpResponse:
    """The link as an image, for who stands beside the bed; it is shown here once and kept nowhere."""
    image = segno.make(invited.link, error="m").png_data_uri(scale=5)
    context = {"representation": invited.representation, "patient": invited.representation.patient}
    return render(request, "conversations/staff/relative_invited.html", context | {"image": image})


@require_POST
def invite_again(request: MemberRequest, representation_id: UUID) -> HttpResponse:
    """A new link to somebody who was invited."""
    representation = access_representation(request.membership, representation_id)
    invited = relatives.invite_again(
        member=request.membership, looker=looker(request), representation=representation
    )
    return _sent(request, invited)


@require_POST
def change(request: MemberRequest, representation_id: UUID) -> HttpResponse:
    """Another scope or end date."""
    representation = access_representation(request.membership, representation_id)
    form = ScopeForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Type the day like this: 31-12-2027."))
    relatives.change_relative(
        member=request.membership,
        looker=looker(request),
        representation=representation,
        may_write=form.cleaned_data["may"] == "write",
        ends_on=form.cleaned_data["ends_on"],
    )
    messages.success(request, _("This has been changed."))
    return _back(request, representation.patient_id)


@require_POST
def end(request: MemberRequest, representation_id: UUID) -> HttpResponse:
    """End it now."""
    representation = access_representation(request.membership, representation_id)
    relatives.end_relative(
        looker=looker(request), representation=representation, reason=Representation.EndReason.TEAM
    )
    messages.success(request, _("%(name)s has no access any more.") % {"name": representation.name})
    return _back(request, representation.patient_id)


@require_POST
def discharge(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The last day of the stay."""
    patient = access_patient_to_grant(request.membership, patient_id)
    form = DischargeForm(request.POST)
    if not form.is_valid():
        return _page(request, patient, _form(request, patient, is_bound=False), discharge=form, status=422)
    follows = relatives.record_discharge(
        member=request.membership,
        looker=looker(request),
        patient=patient,
        on=form.cleaned_data["discharged_on"],
    )
    messages.success(request, " ".join([_("The day of discharge has been kept."), *follows]))
    return _back(request, patient.id)


@require_http_methods(["GET", "POST"])
def rules(request: MemberRequest) -> HttpResponse:
    """What relatives may still read when their access has ended."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = RuleForm(request.POST or None, instance=relatives.rule_of_organisation())
    if request.method == "POST" and form.is_valid():
        change_rule(member=request.membership, looker=looker(request), rule=form.save(commit=False))
        messages.success(request, _("This has been changed."))
        return redirect("conversations:relative_rules", request.organisation.slug)
    context = {"form": form}
    return render(
        request, "conversations/staff/relative_rules.html", context, status=422 if form.errors else 200
    )


def _form(request: MemberRequest, patient: Patient, *, is_bound: bool = True) -> RelativeForm:
    data = request.POST if request.method == "POST" and is_bound else None
    is_child = ages.who_decides(patient.birth_date, timezone.localdate()) is not ages.Who.ALONE
    grounds: Choices = [(value, str(label)) for value, label in Ground.choices]
    if not is_child:
        grounds = [each for each in grounds if each[0] != Ground.PARENT]
        grounds.sort(key=lambda each: each[0] != Ground.CONTACT)
    initial = {"relation": Representation.Relation.MOTHER if is_child else Representation.Relation.PARTNER}
    talks = Conversation.objects.filter(patient=patient, is_private=False).order_by("-last_message_at")[:30]
    return RelativeForm(
        data,
        patients=[(str(patient.id), patient.name)],
        grounds=grounds,
        conversations=[(str(each.id), each.subject) for each in talks],
        initial=initial,
    )


def _page(
    request: MemberRequest,
    patient: Patient,
    form: RelativeForm,
    *,
    discharge: DischargeForm | None = None,
    known: Representation | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "patient": patient,
        "form": form,
        "known": known,
        "readers": readers_of([patient.id]),
        "discharge": discharge or DischargeForm(initial={"discharged_on": patient.discharged_on}),
        "rule": relatives.rule_of_organisation(),
        "who": ages.who_decides(patient.birth_date, timezone.localdate()).name,
        "of_age": ages.birthday(patient.birth_date, ages.ALONE_FROM),
    }
    return render(request, "conversations/staff/relatives.html", context, status=status)


def _back(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    return redirect("conversations:relatives", request.organisation.slug, patient_id)
