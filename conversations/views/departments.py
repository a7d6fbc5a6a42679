"""Settings of a department: hours, promise, telephone numbers, standard replies."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations import queries
from conversations.access import access_department, access_standard_reply
from conversations.actions.standard_replies import remove_standard_reply, save_standard_reply
from conversations.department_forms import DepartmentForm, HoursForm, StandardReplyForm
from people.edges import MemberRequest
from people.looker import looker
from tenants import actions
from tenants.models import Department, OpeningHours
from tenants.roles import Act, may, require

OFFICE_HOURS = {f"opens_{day}": time(9) for day in range(5)} | {f"closes_{day}": time(17) for day in range(5)}


@require_GET
def departments(request: MemberRequest) -> HttpResponse:
    """The departments of the organisation."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    rows = list(Department.all_objects.all())
    context = {
        "departments": [each for each in rows if each.removed_at is None],
        "removed": [each for each in rows if each.removed_at],
        "may_set_rules": may(request.membership, Act.CONFIGURE_ORGANISATION),
    }
    return render(request, "conversations/staff/departments.html", context)


@require_http_methods(["GET", "POST"])
def add_department(request: MemberRequest) -> HttpResponse:
    """A new department; office hours stand there already."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    form = DepartmentForm(request.POST or None)
    hours = HoursForm(request.POST or None, initial=OFFICE_HOURS)
    if request.method == "POST" and form.is_valid() and hours.is_valid():
        added = actions.add_department(
            member=request.membership,
            looker=looker(request),
            department=form.save(commit=False),
            hours=hours.openings(),
        )
        return redirect("conversations:department", request.organisation.slug, added.id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "hours": hours}
    return render(request, "conversations/staff/department_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def department(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Read and change one."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_department(request.membership, department_id)
    form = DepartmentForm(request.POST or None, instance=department)
    hours = HoursForm(request.POST or None, initial=_week(department))
    if request.method == "POST" and form.is_valid() and hours.is_valid():
        actions.configure_department(
            member=request.membership,
            looker=looker(request),
            department=form.save(commit=False),
            hours=hours.openings(),
        )
        return redirect("conversations:department", request.organisation.slug, department.id)
    context = {
        "department": department,
        "form": form,
        "hours": hours,
        "replies": queries.standard_replies(department),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "conversations/staff/department.html", context, status=status)


@require_http_methods(["GET", "POST"])
def add_reply(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Add a standard reply."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_department(request.membership, department_id)
    form = StandardReplyForm(request.POST or None, colleagues=queries.colleagues(department))
    return reply_page(request, form, department)


@require_http_methods(["GET", "POST"])
def standard_reply(request: MemberRequest, reply_id: UUID) -> HttpResponse:
    """Change a standard reply."""
    known = access_standard_reply(request.membership, reply_id)
    if not known.is_personal:
        require(request.membership, Act.CONFIGURE_DEPARTMENT)
    colleagues = queries.colleagues(known.department) if known.department else None
    form = StandardReplyForm(request.POST or None, instance=known, colleagues=colleagues)
    return reply_page(request, form, known.department)


@require_POST
def remove_reply(request: MemberRequest, reply_id: UUID) -> HttpResponse:
    """Remove a standard reply."""
    reply = access_standard_reply(request.membership, reply_id)
    remove_standard_reply(member=request.membership, looker=looker(request), reply=reply)
    return _after(request, reply.department)


def reply_page(
    request: MemberRequest, form: StandardReplyForm, department: Department | None
) -> HttpResponse:
    """The form of one, saved when it is right; without a department one of the member's own."""
    known = form.instance if form.instance.organisation_id else None
    if request.method == "POST" and form.is_valid():
        save_standard_reply(
            member=request.membership,
            looker=looker(request),
            department=department,
            words=form.words(),
            known=known,
        )
        return _after(request, department)
    context = {"form": form, "department": department, "known": known}
    status = 422 if request.method == "POST" else 200
    return render(request, "conversations/staff/standard_reply.html", context, status=status)


def _after(request: MemberRequest, department: Department | None) -> HttpResponse:
    if department:
        return redirect("conversations:department", request.organisation.slug, department.id)
    return redirect("conversations:standard_replies", request.organisation.slug)


def _week(department: Department) -> dict[str, object]:
    week: dict[str, object] = {}
    for each in OpeningHours.objects.filter(department=department):
        stretch = "_2" if f"opens_{each.weekday}" in week else ""
        week[f"opens_{each.weekday}{stretch}"] = each.opens
        week[f"closes_{each.weekday}{stretch}"] = each.closes
    return week
