"""One patient on a path: enrol, see what came and what comes, pause, leave out, move a date, stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.actions import record_each
from carepaths import queries
from carepaths.access import access_due_step, access_enrolment, access_path
from carepaths.actions import following
from carepaths.forms.following import DatesForm, EnrolForm
from carepaths.forms.steps import as_uuid
from carepaths.models import CarePathVersion, Enrolment, EnrolmentAnchor, Letter, PathAnchor, Step
from people.edges import MemberRequest
from people.looker import looker
from people.queries import patient_by_number
from rowsecurity.errors import NotFound, Refused
from tenants.roles import Act, require


@require_http_methods(["GET", "POST"])
def enrol(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Put a patient on the version that is on, with dates."""
    path = access_path(request.membership, path_id)
    version = CarePathVersion.objects.filter(path=path, state=CarePathVersion.State.ACTIVE).first()
    anchors = list(PathAnchor.objects.filter(version=version)) if version else []
    form = EnrolForm(request.POST or None, anchors=anchors)
    if version and request.method == "POST":
        _offer_visits(request, version, form)
    if version and request.method == "POST" and form.is_valid():
        try:
            enrolment = _enrol(request, version, form)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The patient follows this path now."))
            return redirect("carepaths:follower", request.organisation.slug, enrolment.id)
    context = {"path": path, "version": version, "form": form}
    status = 422 if form.errors else 200
    return render(request, "carepaths/following/enrol.html", context, status=status)


@require_GET
def follower(request: MemberRequest, enrolment_id: UUID) -> HttpResponse:
    """Where one patient is: what came, what comes and why. Seeing it is logged."""
    enrolment = access_enrolment(request.membership, enrolment_id)
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="carepath.read",
        object_type="enrolment",
        seen=[(enrolment.id, enrolment.patient_id)],
    )
    return _page(request, enrolment, _dates(enrolment))


@require_POST
def steer(request: MemberRequest, enrolment_id: UUID) -> HttpResponse:
    """Pause, go on, or stop."""
    enrolment = access_enrolment(request.membership, enrolment_id, lock=True)
    known: dict[str, tuple[Callable[..., None], str]] = {
        "pauze": (following.pause, _("The path is paused: nothing is sent.")),
        "verder": (following.resume, _("The path goes on.")),
        "stop": (following.stop, _("The path has been stopped for this patient.")),
    }
    action, said = _known(known, request.POST.get("doe", ""))
    action(member=request.membership, looker=looker(request), enrolment=enrolment)
    messages.success(request, said)
    return redirect("carepaths:follower", request.organisation.slug, enrolment.id)


@require_POST
def leave_out(request: MemberRequest, enrolment_id: UUID) -> HttpResponse:
    """Leave one step out for this patient, or do it after all."""
    enrolment = access_enrolment(request.membership, enrolment_id, lock=True)
    due_id = as_uuid(request.POST.get("regel", ""))
    if due_id is None:
        raise NotFound(_("This step does not exist, or is not meant for you."))
    due = access_due_step(request.membership, enrolment, due_id)
    known: dict[str, tuple[Callable[..., None], str]] = {
        "over": (following.skip_step, _("This step is left out. You can still put it back.")),
        "terug": (following.undo_skip, _("This step comes after all.")),
    }
    action, said = _known(known, request.POST.get("doe", ""))
    action(member=request.membership, looker=looker(request), enrolment=enrolment, due=due)
    messages.success(request, said)
    return redirect("carepaths:follower", request.organisation.slug, enrolment.id)


@require_POST
def move(request: MemberRequest, enrolment_id: UUID) -> HttpResponse:
    """First what moves when these dates change; after agreeing they change, and the patient is told once."""
    enrolment = access_enrolment(request.membership, enrolment_id, lock=True)
    form = _dates(enrolment, request.POST)
    if not form.is_valid():
        return _page(request, enrolment, form, status=422)
    given: dict[str, Any] = {"enrolment": enrolment, "dated": form.dated()}
    if request.POST.get("akkoord") == "ja":
        following.move_anchors(member=request.membership, looker=looker(request), **given)
        messages.success(request, _("The dates have been changed. What was planned moves along."))
        return redirect("carepaths:follower", request.organisation.slug, enrolment.id)
    preview = following.preview_move(**given)
    titles = dict(Step.objects.filter(version_id=enrolment.version_id).values_list("key", "title"))
    changes = [(titles.get(change.key, ""), change) for change in preview.changes]
    context = {"enrolment": enrolment, "form": form, "changes": changes, "tells": preview.tells}
    return render(request, "carepaths/following/move.html", context)


def _offer_visits(request: MemberRequest, version: CarePathVersion, form: EnrolForm) -> None:
    """Ask which one when the patient has several appointments; that they were shown is logged."""
    require(request.membership, Act.ENROL)
    patient = patient_by_number(request.POST.get("number", ""))
    visits = queries.visits_for(patient, version) if patient else []
    if patient is None or len(visits) < 2:
        return
    form.offer(visits)
    if request.POST.get("afspraak"):
        return
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="visit.read",
        object_type="visit",
        seen=[(visit.id, patient.id) for visit in visits],
    )


def _enrol(request: MemberRequest, version: CarePathVersion, form: EnrolForm) -> Enrolment:
    require(request.membership, Act.ENROL)
    patient = patient_by_number(form.cleaned_data["number"])
    if patient is None:
        raise Refused(_("There is no patient with this number. Check it, or invite the patient first."))
    return following.enrol_by_hand(
        member=request.membership,
        looker=looker(request),
        patient=patient,
        version=version,
        dated=form.dated(),
        visit=form.visit or next(iter(queries.visits_for(patient, version)), None),
    )


def _dates(enrolment: Enrolment, data: Any = None) -> DatesForm:
    anchors = list(PathAnchor.objects.filter(version_id=enrolment.version_id))
    return DatesForm(data, anchors=anchors, known=EnrolmentAnchor.objects.filter(enrolment=enrolment))


def _known(known: dict[str, tuple[Callable[..., None], str]], name: str) -> tuple[Callable[..., None], str]:
    if name not in known:
        raise Refused(_("Choose what has to be done."))
    return known[name]


def _page(
    request: MemberRequest, enrolment: Enrolment, form: DatesForm, *, status: int = 200
) -> HttpResponse:
    shown = queries.enrolment_with_steps(enrolment)
    letters = set(Letter.objects.filter(enrolment=shown).values_list("id", flat=True))
    ((_shown, lines),) = queries.timelines([shown])
    context = {"enrolment": shown, "lines": lines, "form": form, "letters": letters}
    return render(request, "carepaths/following/follower.html", context, status=status)
