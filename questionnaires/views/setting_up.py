"""Lists of the organisation: import one, see it as a patient does, turn it on, say what follows from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations.access import access_department
from people.edges import MemberRequest
from people.looker import looker
from questionnaires import queries, ready_made, setting_up
from questionnaires.access import access_edition, access_rule
from questionnaires.actions import editions
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.unfit import Unfit
from questionnaires.forms import ImportForm, RuleForm
from questionnaires.measurement_form import MeasurementForm
from questionnaires.models import QuestionnaireEdition
from tenants.models import Department
from tenants.roles import Act, require


@require_http_methods(["GET", "POST"])
def lists(request: MemberRequest) -> HttpResponse:
    """What there is, and bring another."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _imported(request, form.content())
        except Unfit as unfit:
            form.add_error("bestand", unfit.sentence)
    context = {"form": form, "editions": queries.editions_with_uses(), "ready_made": ready_made.not_yet()}
    return render(request, "questionnaires/staff/lists.html", context, status=422 if form.errors else 200)


@require_POST
def take_ready_made(request: MemberRequest) -> HttpResponse:
    """Import one of the lists in the box."""
    return _imported(request, ready_made.content(request.POST.get("lijst", "")))


@require_http_methods(["GET", "POST"])
def measurement(request: MemberRequest) -> HttpResponse:
    """Ask for numbers: makes a list of them, and turns it on where it is asked for."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    form = MeasurementForm(request.POST or None, departments=list(Department.objects.all()))
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"member": request.membership, "looker": looker(request)}
        made = editions.import_edition(body=form.content(), **given)
        editions.turn_on(department=form.department, edition=made, **given)
        messages.success(
            request, _("The measurement is there. You can ask it in a conversation or care path.")
        )
        return redirect("questionnaires:edition", request.organisation.slug, made.id)
    status = 422 if form.errors else 200
    return render(request, "questionnaires/staff/measurement.html", {"form": form}, status=status)


@require_GET
def edition(request: MemberRequest, edition_id: UUID) -> HttpResponse:
    """One list: who works with it, what follows from an answer, and what a patient sees."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    return _page(request, access_edition(request.membership, edition_id))


@require_GET
def file(request: MemberRequest, edition_id: UUID) -> HttpResponse:
    """The list as it was imported, to take along to another organisation."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    found = access_edition(request.membership, edition_id)
    answer = JsonResponse(
        found.content, content_type="application/fhir+json", json_dumps_params={"indent": 2}
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="vragenlijst-{found.id}.json"'
    return answer


@require_POST
def set_use(request: MemberRequest, edition_id: UUID, department_id: UUID) -> HttpResponse:
    """A department works with it from now on, or no longer."""
    found = access_edition(request.membership, edition_id)
    given: dict[str, Any] = {"member": request.membership, "looker": looker(request)}
    change = editions.turn_on if request.POST.get("aan") == "ja" else editions.turn_off
    change(department=access_department(request.membership, department_id), edition=found, **given)
    return redirect("questionnaires:edition", request.organisation.slug, found.id)


@require_POST
def add_rule(request: MemberRequest, edition_id: UUID) -> HttpResponse:
    """One answer, one task."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    found = access_edition(request.membership, edition_id)
    form = _rule_form(found, request)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    editions.add_rule(
        department=form.department,
        edition=found,
        about=form.about(),
        task=form.task(),
        member=request.membership,
        looker=looker(request),
    )
    messages.success(request, _("From now on this answer makes a task."))
    return redirect("questionnaires:edition", request.organisation.slug, found.id)


@require_POST
def end_rule(request: MemberRequest, rule_id: UUID) -> HttpResponse:
    """It makes no task any more."""
    rule = access_rule(request.membership, rule_id)
    editions.end_rule(member=request.membership, looker=looker(request), rule=rule)
    return redirect("questionnaires:edition", request.organisation.slug, rule.edition_id)


@require_POST
def remove(request: MemberRequest, edition_id: UUID) -> HttpResponse:
    """Take away a list that nobody was asked."""
    found = access_edition(request.membership, edition_id)
    editions.remove_edition(member=request.membership, looker=looker(request), edition=found)
    messages.success(request, _("The question list has been removed."))
    return redirect("questionnaires:lists", request.organisation.slug)


def _imported(request: MemberRequest, body: bytes) -> HttpResponse:
    found = editions.import_edition(body=body, member=request.membership, looker=looker(request))
    messages.success(
        request, _("The question list is here. Turn it on for the departments that work with it.")
    )
    return redirect("questionnaires:edition", request.organisation.slug, found.id)


def _page(
    request: MemberRequest, found: QuestionnaireEdition, *, form: RuleForm | None = None, status: int = 200
) -> HttpResponse:
    definition = parse(found.content)
    known = [(rule, setting_up.in_a_sentence(rule, definition)) for rule in queries.rules_of(found)]
    context = {
        "edition": found,
        "definition": definition,
        "departments": queries.departments_with(found),
        "rules": known,
        "form": form or _rule_form(found),
        "preview": setting_up.preview(definition),
        "is_asked": found.requests.exists(),
    }
    return render(request, "questionnaires/staff/edition.html", context, status=status)


def _rule_form(found: QuestionnaireEdition, request: MemberRequest | None = None) -> RuleForm:
    return RuleForm(
        request.POST if request else None,
        departments=list(Department.objects.all()),
        matters=setting_up.matters(parse(found.content)),
    )
