"""The team's side of the API: departments with who waits, their lists, and how far somebody has looked."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.actions import record
from conversations.access import access_conversation, access_department
from conversations.actions.read_marks import mark_read_by_team
from conversations.api import shapes
from conversations.badges import waiting_in
from conversations.listed import Listed
from conversations.lists import Wanted, page
from conversations.queues import QUEUES, Listing
from people.edges import MemberRequest
from people.looker import looker
from tenants.models import Department
from tenants.roles import Act, require

LISTS = [each.value for each in QUEUES]


class TeamDepartments(APIView):
    """The departments of the organisation."""

    @extend_schema(
        operation_id="team_departments",
        summary="Departments, with how many conversations wait",
        responses=shapes.TeamDepartmentSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        require(_member(request).membership, Act.READ_CONVERSATIONS)
        found = waiting_in(Department.objects.all())
        return Response(
            [{"id": each.id, "name": each.name, "waiting": waits} for each, waits in found.items()]
        )


class TeamConversations(APIView):
    """A list of a department."""

    @extend_schema(
        operation_id="team_conversations",
        summary="A list of a department: who waits, longest against the promise first",
        parameters=[
            OpenApiParameter("department", UUID, required=True),
            OpenApiParameter("list", str, enum=LISTS, default=Listing.OPEN.value),
            OpenApiParameter("after", str, description="`next` of the page before."),
        ],
        responses=shapes.TeamListSerializer,
    )
    def get(self, request: Request) -> Response:
        working, asked = _member(request), request.query_params
        require(working.membership, Act.READ_CONVERSATIONS)
        department = access_department(working.membership, _identity(asked.get("department", "")))
        listing = Listing(asked["list"]) if asked.get("list") in LISTS else Listing.OPEN
        wanted = Wanted(listing, department, working.membership, asked.get("after", ""))
        found = page(wanted, now=timezone.now())
        record(
            looker=looker(working),
            organisation_id=working.organisation.id,
            event="queue.read",
            action="R",
            object_type="department",
            object_id=department.id,
        )
        return Response({"results": [_row(each) for each in found.rows], "next": found.next})


class TeamReadMark(APIView):
    """How far somebody of the team has looked."""

    @extend_schema(
        operation_id="team_mark_read",
        summary="Say that the team has looked as far as a number",
        request=shapes.ReadSerializer,
        responses={204: None, 404: shapes.DetailSerializer},
    )
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = shapes.ReadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        conversation = access_conversation(_member(request).membership, conversation_id)
        mark_read_by_team(conversation=conversation, number=given.validated_data["number"])
        return Response(status=204)


def _member(request: Request) -> MemberRequest:
    # The scope middleware has set membership and organisation on the request below.
    return cast(MemberRequest, request._request)


def _identity(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)


def _row(head: Listed) -> dict[str, Any]:
    return {
        "id": head.id,
        "subject": head.subject,
        "patient": head.patient,
        "assignee": head.assignee_label,
        "last_number": head.last_number,
        "last_message_at": head.last_message_at,
        "waiting_since": head.waiting_since,
        "waits_for_partner": head.is_partners_word,
        "answer_due_at": head.answer_due_at,
        "closed_at": head.closed_at,
    }
