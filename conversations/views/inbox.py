"""The team's inbox: queues, and the list that was chosen; `case` adds a conversation to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from audit.actions import record
from conversations import badges, inbox_columns, inbox_page, lists
from conversations.about import Told, ask_about
from conversations.inbox_columns import Inbox
from conversations.lists import Wanted
from conversations.models import Conversation, Label
from conversations.queues import Listing, Place
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.one_trip import one_trip
from tenants.models import Department
from tenants.roles import Act, may, require

LAST_DEPARTMENT = "department"
# In an address: what makes it another list than a queue from its beginning.
_PARTS = ("zoek", "na", "label")
# Whoever searches says what for.
_LISTINGS = {each.value: each for each in Listing if each is not Listing.SEARCH}


@require_GET
def inbox(request: MemberRequest) -> HttpResponse:
    """The list of a department; `?deel=lijst` gives queues and list alone, to a page that is open."""
    if not may(request.membership, Act.READ_CONVERSATIONS):
        return _elsewhere(request)
    context = columns(request)
    if request.GET.get("deel") == "lijst":
        return HttpResponse(context["queues"] + context["list"])
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="queue.read",
        action="R",
        object_type="department",
        object_id=context["department"].id if context["department"] else None,
        waits=False,
    )
    response = inbox_page.answer(request, context)
    if context["department"]:
        _remember(request, response, context["department"])
    return response


def columns(request: MemberRequest, conversation: Conversation | None = None) -> dict[str, Any]:
    """What the two columns at the start show; the address keeps which list it is."""
    require(request.membership, Act.READ_CONVERSATIONS)
    now = timezone.now()
    told, departments = _told(request, now, conversation)
    context: dict[str, Any] = {"department": None, "queues": "", "list": ""}
    if told is None:
        return context
    wanted = _wanted(request, told.place.department, told.labels)
    current = request.GET.get("gesprek", str(conversation.id) if conversation else "")
    shown = Inbox(request, now, departments, told, wanted, current)
    page = told.page if told.page and wanted.is_beginning else lists.page(wanted, now=now)
    return context | {
        "department": wanted.department,
        "department_ids": " ".join(str(each.id) for each in departments),
        "inbox_address": shown.address,
        "columns_query": urlencode(shown.where | {"deel": "lijst", "na": wanted.after, "gesprek": current}),
        "queues": inbox_columns.queues(shown),
        "list": inbox_columns.listed(shown, page),
    }


def _told(
    request: MemberRequest, now: datetime, conversation: Conversation | None
) -> tuple[Told | None, dict[Department, int]]:
    """What stands about the department, and all there are. Mostly it is the one that was guessed."""
    listing = (
        None if any(request.GET.get(each) for each in _PARTS) else _listing(request.GET.get("lijst", ""))
    )
    guess, member = _guess(request, conversation), request.membership
    with one_trip():
        waiting = badges.ask_waiting(member)
        about = ask_about(Place(Department(id=guess), member, now), listing) if guess else None
    departments = waiting()
    department = _chosen(request, list(departments), conversation)
    if department is None:
        return None, departments
    place = Place(department, member, now)
    if about is None or department.id != guess:
        with one_trip():
            about = ask_about(place, listing)
    return about.told(place), departments


def _guess(request: MemberRequest, conversation: Conversation | None) -> UUID | None:
    asked = request.GET.get("afdeling") or str(conversation.department_id if conversation else "")
    try:
        return UUID(asked or request.COOKIES.get(LAST_DEPARTMENT, ""))
    except ValueError:
        return None


def _wanted(request: MemberRequest, department: Department, labels: list[Label]) -> Wanted:
    asked = request.GET
    words = asked.get("zoek", "").strip()
    listing = Listing.SEARCH if words else _listing(asked.get("lijst", ""))
    label = next((each for each in labels if str(each.id) == asked.get("label")), None)
    return Wanted(listing, department, request.membership, asked.get("na", ""), words, label)


def _chosen(
    request: MemberRequest, departments: list[Department], conversation: Conversation | None
) -> Department | None:
    """The department asked for, else that of the conversation, the last one chosen, or where the work is."""
    by_id = {str(each.id): each for each in departments}
    asked = request.GET.get("afdeling") or str(conversation.department_id if conversation else "")
    found = by_id.get(asked) or by_id.get(request.COOKIES.get(LAST_DEPARTMENT, ""))
    if found is None and len(departments) > 1:
        found = by_id.get(str(badges.most_urgent(departments)))
    return found or (departments[0] if departments else None)


def _remember(request: MemberRequest, response: HttpResponse, department: Department) -> None:
    """Who works at several departments starts next time at the one that was chosen last, in this browser."""
    chosen = str(department.id)
    if request.GET.get("afdeling") == chosen != request.COOKIES.get(LAST_DEPARTMENT):
        response.set_cookie(
            LAST_DEPARTMENT,
            chosen,
            max_age=timedelta(days=365),
            path=f"/org/{request.organisation.slug}/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _listing(value: str) -> Listing:
    return _LISTINGS.get(value, Listing.OPEN)


def _elsewhere(request: MemberRequest) -> HttpResponse:
    """Who may not read conversations has other work here."""
    if may(request.membership, Act.CONFIGURE_ORGANISATION):
        return redirect("administration:checklist", request.organisation.slug)
    if may(request.membership, Act.CONFIGURE_DEPARTMENT):
        return redirect("conversations:departments", request.organisation.slug)
    return render(request, "conversations/staff/no_inbox.html")
