"""The pages of a message to many patients."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.actions import record
from broadcasts import audience, queries
from broadcasts.access import access_broadcast, access_label
from broadcasts.actions import writing
from broadcasts.actions.sending import filled
from broadcasts.audience import Audience
from broadcasts.forms import BroadcastForm
from broadcasts.models import Broadcast
from carepaths.access import access_path, paths_of
from conversations import queries as conversations
from conversations.access import access_department
from conversations.models import Label
from conversations.views.numbers import whole
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Forbidden, NotFound, Refused
from tenants.models import Department
from tenants.roles import Act, require


@require_GET
def broadcasts(request: MemberRequest) -> HttpResponse:
    """The newest, and the way to a new one."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    return render(request, "broadcasts/list.html", {"broadcasts": queries.newest()})


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Choose patients and write; nothing is sent before the next page."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    departments = conversations.departments_of(request.membership) or list(Department.objects.all())
    form = BroadcastForm(
        request.POST or None,
        departments=departments,
        paths=list(paths_of(request.membership)),
        labels=list(Label.objects.filter(retired_at=None)),
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        department = access_department(request.membership, UUID(form.cleaned_data["afdeling"]))
        found = _audience(request, department, form.cleaned_data)
        # A bad line holds everything back until it is mended or taken out.
        context["bad_lines"] = found.bad_lines
        if not found.bad_lines:
            try:
                broadcast = writing.prepare(
                    member=request.membership,
                    department=department,
                    subject=form.cleaned_data["subject"],
                    text=form.cleaned_data["text"],
                    patients=found.patients,
                )
                return _to(request, broadcast)
            except (NotFound, Forbidden):
                raise
            except Refused as refused:
                context["refused"] = refused.sentence
    return render(request, "broadcasts/new.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def broadcast(request: MemberRequest, broadcast_id: UUID) -> HttpResponse:
    """Before sending: for whom, and as one of them reads it. After: how far, and who has not read it."""
    found = access_broadcast(request.membership, broadcast_id)
    record(
        looker=looker(request),
        organisation_id=found.organisation_id,
        event="queue.read",
        action="R",
        object_type="broadcast",
        object_id=found.id,
    )
    return _page(request, found)


@require_POST
def agree(request: MemberRequest, broadcast_id: UUID) -> HttpResponse:
    """Send it."""
    found = access_broadcast(request.membership, broadcast_id, lock=True)
    try:
        number = whole(request, "aantal") or 0
        writing.agree(member=request.membership, looker=looker(request), broadcast=found, number=number)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return _page(request, found, refused=refused.sentence, status=refused.status)
    return _to(request, found)


@require_POST
def stop(request: MemberRequest, broadcast_id: UUID) -> HttpResponse:
    """Send to nobody more."""
    found = access_broadcast(request.membership, broadcast_id, lock=True)
    writing.stop(member=request.membership, looker=looker(request), broadcast=found)
    return _to(request, found)


@require_POST
def discard(request: MemberRequest, broadcast_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = access_broadcast(request.membership, broadcast_id, lock=True)
    writing.discard(member=request.membership, broadcast=found)
    return redirect("broadcasts:list", request.organisation.slug)


@require_POST
def remind(request: MemberRequest, broadcast_id: UUID) -> HttpResponse:
    """Tell who has not read it once more."""
    found = access_broadcast(request.membership, broadcast_id, lock=True)
    number = writing.remind(member=request.membership, looker=looker(request), broadcast=found)
    sentence = ngettext("%(number)d patient gets a reminder.", "%(number)d patients get a reminder.", number)
    messages.success(request, sentence % {"number": number})
    return _to(request, found)


def _audience(request: MemberRequest, department: Department, values: dict[str, Any]) -> Audience:
    if values["who"] == "numbers":
        return audience.of_numbers(values["numbers"])
    if values["who"] == "day":
        return audience.of_day(department, values["day"])
    if values["who"] == "path":
        return audience.of_path(access_path(request.membership, UUID(values["pad"])))
    return audience.of_label(department, access_label(request.membership, UUID(values["etiket"])))


def _page(request: MemberRequest, found: Broadcast, *, status: int = 200, refused: str = "") -> HttpResponse:
    chosen = queries.chosen(found) if found.is_draft else []
    context = {
        "broadcast": found,
        "progress": queries.progress(found),
        "chosen": chosen,
        "example": filled(found, chosen[0].patient, request.organisation) if chosen else found.text,
        "unread": [] if found.is_draft else queries.unread(found),
        "unreachable": queries.unreachable(found),
        "refused": refused,
    }
    return render(request, "broadcasts/broadcast.html", context, status=status)


def _to(request: MemberRequest, found: Broadcast) -> HttpResponse:
    return redirect("broadcasts:broadcast", request.organisation.slug, found.id)
