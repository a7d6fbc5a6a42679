"""Inviting colleagues with a list: the same steps as for patients, for who runs the organisation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onboarding import tasks
from onboarding.access import access_list
from onboarding.actions import lists
from onboarding.forms import StaffListForm
from onboarding.list_faces import COLLEAGUES
from onboarding.models import InvitationList
from onboarding.staff_list import COLUMNS
from onboarding.views.lists import SHOWN, as_file, lines_not_done, shown
from people.edges import MemberRequest
from people.looker import looker
from tenants.models import Department
from tenants.roles import Act, require

STAFF = InvitationList.Kind.STAFF


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """Bring a list, and the lists of late."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = StaffListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        found = lists.bring_list(
            member=request.membership, looker=looker(request), content=content, kind=STAFF
        )
        tasks.hasten(tasks.check_list, organisation_id=request.organisation.id, list_id=found.id)
        return redirect("onboarding:staff_list", request.organisation.slug, found.id)
    recent = InvitationList.objects.filter(kind=STAFF).select_related("member")[:SHOWN]
    context = {
        "face": COLLEAGUES,
        "form": form,
        "lists": recent,
        "columns": [known[0] for known in COLUMNS.values()],
        "departments": list(Department.objects.values_list("name", flat=True)),
    }
    return render(request, "onboarding/lists.html", context, status=422 if form.errors else 200)


@require_safe
def one(request: MemberRequest, staff_list_id: UUID) -> HttpResponse:
    """What is in a list and what would happen, or what became of it."""
    found = access_list(request.membership, staff_list_id, kind=STAFF)
    return render(request, "onboarding/list.html", shown(request, found))


@require_POST
def agree(request: MemberRequest, staff_list_id: UUID) -> HttpResponse:
    """Invite everybody whose line is right."""
    found = access_list(request.membership, staff_list_id, kind=STAFF, lock=True)
    lists.agree(member=request.membership, looker=looker(request), found=found)
    tasks.hasten(tasks.import_list, organisation_id=request.organisation.id, list_id=found.id)
    return redirect("onboarding:staff_list", request.organisation.slug, found.id)


@require_POST
def drop(request: MemberRequest, staff_list_id: UUID) -> HttpResponse:
    """Forget the list."""
    found = access_list(request.membership, staff_list_id, kind=STAFF, lock=True)
    lists.drop(member=request.membership, looker=looker(request), found=found)
    messages.success(request, _("The list has been dropped. Nobody was invited."))
    return redirect("onboarding:staff_lists", request.organisation.slug)


@require_safe
def not_done(request: MemberRequest, staff_list_id: UUID) -> HttpResponse:
    """The lines of which nobody was invited, with why, to mend and bring again."""
    return lines_not_done(request, access_list(request.membership, staff_list_id, kind=STAFF))


@require_safe
def example(request: MemberRequest) -> HttpResponse:
    """A list as we like it, with two invented colleagues at a department of this organisation."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    department = Department.objects.values_list("name", flat=True).first() or ""
    rows: list[list[str | int]] = [
        [known[0] for known in COLUMNS.values()],
        ["marieke@example.org", "Marieke", "Voorbeeld", "verpleegkundige", "zorgverlener", department, ""],
        ["desi@example.org", "Desi", "Voorbeeld", "balie", "balie, manager", department, "Desi"],
    ]
    return as_file(rows, "voorbeeld-medewerkers.csv")
