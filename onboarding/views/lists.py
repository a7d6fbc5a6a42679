"""Inviting with a list: bring a file, see what would happen, agree, follow, take back what was not done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring_export import downloads
from onboarding import queries, tasks
from onboarding.access import access_list
from onboarding.actions import lists
from onboarding.csv_list import COLUMNS
from onboarding.forms import ListForm
from onboarding.list_faces import FACES, PATIENTS
from onboarding.models import InvitationList, ListLine
from people.edges import MemberRequest
from people.looker import looker
from tenants.roles import Act, require

PAGE = 50
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """Bring a list, and the lists of late."""
    require(request.membership, Act.INVITE_MANY)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        found = lists.bring_list(
            member=request.membership,
            looker=looker(request),
            content=form.cleaned_data["file"].read(),
            department=form.cleaned_data["department"],
        )
        tasks.hasten(tasks.check_list, organisation_id=request.organisation.id, list_id=found.id)
        return redirect("onboarding:list", request.organisation.slug, found.id)
    recent = InvitationList.objects.filter(kind=InvitationList.Kind.PATIENTS)
    recent = recent.select_related("department", "member")[:SHOWN]
    columns = [known[0] for known in COLUMNS.values()]
    context = {"face": PATIENTS, "form": form, "lists": recent, "columns": columns}
    return render(request, "onboarding/lists.html", context, status=422 if form.errors else 200)


@require_safe
def one(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """What is in a list and what would happen, or what became of it."""
    found = access_list(request.membership, list_id)
    return render(request, "onboarding/list.html", shown(request, found))


def shown(request: MemberRequest, found: InvitationList) -> dict[str, Any]:
    """How far a list is, and a page of its lines."""
    numbers = queries.numbers_of(found)
    wanted = request.GET.get("toon", "")
    state = wanted if wanted in numbers else queries.first_shown(numbers)
    page = Paginator(found.lines.filter(state=state).order_by("number"), PAGE).get_page(
        request.GET.get("page")
    )
    lists.note_reading(looker=looker(request), found=found)
    face = FACES[InvitationList.Kind(found.kind)]
    return {
        "face": face,
        "right": face.right(numbers["good"]),
        "agree": face.button(numbers["good"]),
        "found": found,
        "problem": queries.problem_label(found.problem),
        "numbers": [(value, label, numbers[value]) for value, label in ListLine.State.choices],
        "good": numbers["good"],
        "done": numbers["done"] + numbers["failed"],
        "total": sum(numbers.values()) - numbers["bad"],
        "not_done": numbers["bad"] + numbers["failed"],
        "state": state,
        "page": page,
        "lines": [
            (line, face.cells(lists.content_of(line)), queries.problem_label(line.problem)) for line in page
        ],
    }


@require_POST
def agree(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Import and invite."""
    found = access_list(request.membership, list_id, lock=True)
    lists.agree(member=request.membership, looker=looker(request), found=found)
    tasks.hasten(tasks.import_list, organisation_id=request.organisation.id, list_id=found.id)
    return redirect("onboarding:list", request.organisation.slug, found.id)


@require_POST
def drop(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Forget the list."""
    found = access_list(request.membership, list_id, lock=True)
    lists.drop(member=request.membership, looker=looker(request), found=found)
    messages.success(request, _("The list has been dropped. Nothing was imported."))
    return redirect("onboarding:lists", request.organisation.slug)


@require_safe
def not_done(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """The lines that were not imported, with why, to mend and bring again."""
    found = access_list(request.membership, list_id)
    return lines_not_done(request, found)


def lines_not_done(request: MemberRequest, found: InvitationList) -> HttpResponse:
    """What was not done of a list, as a list of the same columns."""
    lists.note_reading(looker=looker(request), found=found)
    columns = lists.SORTS[found.kind].layout.columns
    rows: list[list[str | int]] = [[*(known[0] for known in columns.values()), _("line"), _("why not")]]
    for line in found.lines.filter(state__in=("bad", "failed")).order_by("number"):
        fields = lists.content_of(line)
        rows.append([*(fields[name] for name in columns), line.number, queries.problem_label(line.problem)])
    return as_file(rows, "niet-gedaan.csv")


@require_safe
def example(request: MemberRequest) -> HttpResponse:
    """A list as we like it, with one invented patient."""
    require(request.membership, Act.INVITE_MANY)
    heading: list[str | int] = [known[0] for known in COLUMNS.values()]
    return as_file(
        [heading, ["12345", "Anna", "Voorbeeld", "14-3-1958", "anna@example.org", "06 12345678"]],
        "voorbeeld.csv",
    )


def as_file(rows: list[list[str | int]], name: str) -> HttpResponse:
    """A list for a spreadsheet."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(downloads.as_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)
