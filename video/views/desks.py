"""The walk-in desk: coming to it, and its hours."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.access import access_department
from people.edges import MemberRequest, PersonRequest, in_steps
from people.looker import looker
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tenants.roles import Act, may, require
from video import queries
from video.access import access_own_desk
from video.actions import choices, walking_in
from video.forms import AppointmentCodesForm, DeskForm
from video.models import WalkInDesk


@in_steps
@require_POST
def walk_in(request: PersonRequest, walk_in_id: UUID) -> HttpResponse:
    """Come to a desk that is open now; who waits there already comes back to the same place."""
    with request.step():
        person = request.user
        desk, patient = access_own_desk(person, walk_in_id)
    with job_scope(patient.organisation_id, person.id):
        visit = walking_in.walk_in(looker=looker(request), desk=desk, patient=patient)
    return redirect("video:own_room", visit.id)


@require_safe
def desks(request: MemberRequest) -> HttpResponse:
    """The walk-in desks of the organisation."""
    known = ", ".join(sorted(queries.codes_by_video()))
    return _settings(request, AppointmentCodesForm(initial={"codes": known}))


def _settings(request: MemberRequest, codes: AppointmentCodesForm) -> HttpResponse:
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    known = {desk.department_id: desk for desk in queries.desks([request.membership.organisation_id])}
    rows = [(department, known.get(department.id)) for department in Department.objects.all()]
    context = {
        "rows": rows,
        "is_sealing": queries.is_sealing(),
        "may_choose": may(request.membership, Act.CONFIGURE_ORGANISATION),
        "codes": codes,
        "may_see_board": may(request.membership, Act.WRITE_CONVERSATIONS),
    }
    return render(request, "video/desks.html", context, status=422 if codes.errors else 200)


@require_POST
def sealing(request: MemberRequest) -> HttpResponse:
    """Whether new visits are encrypted from end to end."""
    choices.choose_sealing(member=request.membership, is_on=request.POST.get("aan") == "ja")
    messages.success(request, _("Saved. This holds for new video visits."))
    return redirect("video:desks", request.organisation.slug)


@require_POST
def appointment_codes(request: MemberRequest) -> HttpResponse:
    """Which appointments are by video."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = AppointmentCodesForm(request.POST)
    if not form.is_valid():
        return _settings(request, form)
    choices.choose_codes(member=request.membership, codes=form.cleaned_data["codes"])
    messages.success(request, _("Saved. This holds for appointments that come in or change from now on."))
    return redirect("video:desks", request.organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """The hours of one."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_department(request.membership, department_id)
    known = WalkInDesk.objects.filter(department=department).first()
    if request.method == "POST" and "sluiten" in request.POST:
        walking_in.close_desk(member=request.membership, department=department)
        messages.success(request, _("The walk-in desk is closed."))
        return redirect("video:desks", request.organisation.slug)
    initial = {"weekdays": known.weekdays, "opens": known.opens, "closes": known.closes} if known else {}
    form = DeskForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        walking_in.set_desk(member=request.membership, department=department, **form.cleaned_data)
        messages.success(request, _("The hours of the walk-in desk are saved."))
        return redirect("video:desks", request.organisation.slug)
    context = {"department": department, "form": form, "known": known}
    return render(request, "video/desk.html", context, status=422 if form.errors else 200)
