"""The team's inbox: queues, and the list that was chosen; `case` adds a conversation to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from audit.actions import record
from conversations import lists, queries, team_work
from conversations.lists import Listing, Wanted
from conversations.models import Conversation
from people.edges import MemberRequest
from people.looker import looker
from tenants import promise
from tenants.models import Department
from tenants.roles import Act, may, require
from tenants.timetable import desk_of


@require_GET
def inbox(request: MemberRequest) -> HttpResponse:
    """The list of a department; `?deel=lijst` gives queues and list alone, to a page that is open."""
    if not may(request.membership, Act.READ_CONVERSATIONS):
        return _elsewhere(request)
    context = columns(request)
    if request.GET.get("deel") == "lijst":
        return render(request, "conversations/staff/_columns.html", context)
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="queue.read",
        action="R",
        object_type="department",
        object_id=context["department"].id if context["department"] else None,
    )
    return render(request, "conversations/staff/inbox.html", context)


def columns(request: MemberRequest, conversation: Conversation | None = None) -> dict[str, Any]:
    """What the two columns at the start show; the address keeps which list it is."""
    require(request.membership, Act.READ_CONVERSATIONS)
    now = timezone.now()
    departments = queries.departments_of(request.membership) or list(Department.objects.all())
    department = _chosen(request, departments, conversation)
    context: dict[str, Any] = {"departments": departments, "department": department, "now": now}
    if department is None:
        return context
    words = request.GET.get("zoek", "").strip()
    listing = Listing.SEARCH if words else _listing(request.GET.get("lijst", ""))
    wanted = Wanted(listing, department, request.membership, request.GET.get("na", ""), words)
    desk = desk_of(department)
    midnight = lists.end_of_day(now)
    where = _where(department, listing, words)
    identity = request.GET.get("gesprek", str(conversation.id) if conversation else "")
    return context | {
        "listing": listing,
        "search": words,
        "page": lists.page(wanted, now=now),
        "queues": lists.queues(queries.counts(department, request.membership, now=now, midnight=midnight)),
        "tasks_back": team_work.tasks_back_in(department, now=now) if not wanted.after else [],
        "waiting": queries.waiting_per_department(departments),
        "current_id": identity,
        "where_query": urlencode(where),
        "columns_query": urlencode(where | {"deel": "lijst", "na": wanted.after, "gesprek": identity}),
        "closing": promise.closing(desk.timetable, now),
        "opening": promise.next_opening(desk.timetable, now),
    }


def _where(department: Department, listing: Listing, words: str) -> dict[str, str]:
    """What links keep in their address."""
    where = {"afdeling": str(department.id)}
    return where | ({"zoek": words} if words else {"lijst": listing.value})


def _chosen(
    request: MemberRequest, departments: list[Department], conversation: Conversation | None
) -> Department | None:
    wanted = request.GET.get("afdeling") or str(conversation.department_id if conversation else "")
    found = next((each for each in departments if str(each.id) == wanted), None)
    return found or (departments[0] if departments else None)


def _listing(value: str) -> Listing:
    return Listing(value) if value in Listing.values and value != Listing.SEARCH else Listing.OPEN


def _elsewhere(request: MemberRequest) -> HttpResponse:
    """Who may not read conversations has other work here."""
    if may(request.membership, Act.CONFIGURE_DEPARTMENT):
        return redirect("conversations:departments", request.organisation.slug)
    return render(request, "conversations/staff/no_inbox.html")
