"""Removing a department, and bringing it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conversations.access import access_department, access_removed_department
from conversations.actions.removal import move_all, remove_department, restore_department
from conversations.removal import standing
from conversations.views.numbers import identity
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Forbidden, NotFound, Refused
from tenants.models import Department
from tenants.roles import Act, may, require


@require_http_methods(["GET", "POST"])
def remove(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """What stands in the way, and the way on; a POST removes it when nothing does."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_department(request.membership, department_id)
    if request.method == "GET":
        return _page(request, department)
    try:
        remove_department(member=request.membership, looker=looker(request), department=department)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return _page(request, department, refused=refused)
    return redirect("conversations:departments", request.organisation.slug)


@require_POST
def move(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Move everything that is unfinished to another department."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_department(request.membership, department_id)
    to = access_department(request.membership, identity(request, "naar"))
    try:
        number = move_all(member=request.membership, looker=looker(request), department=department, to=to)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return _page(request, department, refused=refused)
    sentence = ngettext(
        "%(number)d conversation is now with %(department)s.",
        "%(number)d conversations are now with %(department)s.",
        number,
    )
    messages.success(request, sentence % {"number": number, "department": to.name})
    return redirect("conversations:remove_department", request.organisation.slug, department.id)


@require_POST
def restore(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Bring it back."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_removed_department(request.membership, department_id)
    restore_department(member=request.membership, looker=looker(request), department=department)
    return redirect("conversations:departments", request.organisation.slug)


def _page(request: MemberRequest, department: Department, *, refused: Refused | None = None) -> HttpResponse:
    context = {
        "department": department,
        "standing": standing(department),
        "others": list(Department.objects.exclude(id=department.id)),
        # An admin arranges who does what, without reading who asked what.
        "may_read": may(request.membership, Act.READ_CONVERSATIONS),
        "refused": refused.sentence if refused else "",
    }
    status = refused.status if refused else 200
    return render(request, "conversations/staff/remove_department.html", context, status=status)
