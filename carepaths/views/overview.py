"""The patient's appointments, and the team's paths with who follows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.actions import record_each
from carepaths import queries
from carepaths.access import access_path, paths_of
from carepaths.attention import in_need
from carepaths.drawing import drawings
from conversations.models import Conversation
from people.edges import MemberRequest, PersonRequest
from people.looker import looker

PAGE = 25


@require_GET
def own_visits(request: PersonRequest) -> HttpResponse:
    """Appointments of the patient and of whom they represent."""
    return render(request, "carepaths/own_visits.html", {"visits": queries.own_visits(request.user)})


@require_GET
def paths(request: MemberRequest) -> HttpResponse:
    """The paths of the organisation, each with the version in use on a line."""
    found = queries.with_active_version(paths_of(request.membership))
    needing = in_need(found)
    lines = [(path, drawn, needing.get(path.id, 0)) for path, drawn in drawings(found)]
    return render(request, "carepaths/paths.html", {"paths": lines})


@require_GET
def path(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """One path, and for everybody who follows it what came, what comes and why. Seeing it is logged."""
    found = access_path(request.membership, path_id)
    ((shown, drawn),) = drawings(
        queries.with_active_version(paths_of(request.membership).filter(id=found.id))
    )
    page = Paginator(queries.enrolments_of(found), PAGE).get_page(request.GET.get("page"))
    enrolments = list(page)
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="carepath.read",
        object_type="enrolment",
        seen=[(each.id, each.patient_id) for each in enrolments],
    )
    lines = queries.timelines(enrolments)
    return render(
        request, "carepaths/path.html", {"path": shown, "drawn": drawn, "page": page, "enrolments": lines}
    )


def beside_conversation(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """The paths of a conversation's patient, for the column beside it; None when they follow none."""
    enrolments = queries.enrolments_of_patient(conversation.patient)
    if not enrolments:
        return None
    return {"enrolments": queries.timelines(enrolments)}
