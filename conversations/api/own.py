"""The patient's side of the API: one's conversations over all organisations, a new question, read marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conversations.access import access_own_conversation, access_own_department, patients_of
from conversations.actions.questions import Question, ask
from conversations.actions.read_marks import mark_read
from conversations.api import shapes
from conversations.context_blocks import charging_departments, told_of_charge
from conversations.own_lists import Row, own_conversations, own_page
from conversations.queries import own_departments
from people.looker import address
from people.models import Patient, Person
from rowsecurity.errors import Invalid, NotFound, Refused
from tenants.models import Department
from tenants.promise import answer_by, is_open
from tenants.timetable import desk_of

PAGE = 50
AFTER = OpenApiParameter("after", str, description="`next` of the page before.")


class OwnConversations(APIView):
    """Conversations of a patient or relative."""

    @extend_schema(
        operation_id="own_conversations",
        summary="One's conversations, the newest first",
        parameters=[AFTER],
        responses=shapes.OwnListSerializer,
    )
    def get(self, request: Request) -> Response:
        person = _person(request)
        after = request.query_params.get("after", "")
        _refuse_made_up(after)
        rows, following = own_page(person, limit=PAGE, after=after)
        return Response({"results": _results(_person(request), rows), "next": following})

    @extend_schema(
        operation_id="ask",
        summary="Ask a new question",
        request=shapes.QuestionSerializer,
        responses={201: shapes.OwnConversationSerializer, 409: shapes.DetailSerializer},
    )
    def post(self, request: Request) -> Response:
        given = shapes.QuestionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        department, patients = access_own_department(_person(request), values["department"])
        if not values["can_wait"]:
            raise Refused(_("This cannot wait: call %(phone)s.") % {"phone": _phone(department)})
        question = Question(
            values["id"],
            values["client_id"],
            values["subject"],
            values["text"],
            file_ids=tuple(values.get("files", ())),
        )
        conversation = ask(
            patient=_for_whom(patients, values.get("patient")),
            department=department,
            question=question,
            source=address(request._request),
        )
        if values["was_told_of_charge"]:
            told_of_charge(conversation)
        rows = own_conversations(_person(request), where=Q(id=conversation.id))
        return Response(_results(_person(request), rows)[0], status=201)


class OwnDepartments(APIView):
    """Where a patient or relative may ask something."""

    @extend_schema(
        operation_id="own_departments",
        summary="Departments of one's organisations, with what to expect of each now",
        responses=shapes.OwnDepartmentSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        person, now = _person(request), timezone.now()
        patients = list(patients_of(person, to_write=True))
        departments = list(own_departments(person))
        charged = charging_departments({department.id for department in departments})
        return Response(
            [
                _expected(department, patients, now) | {"may_be_charged": department.id in charged}
                for department in departments
            ]
        )


class OwnReadMark(APIView):
    """How far one has read."""

    @extend_schema(
        operation_id="mark_read",
        summary="Say that one has read up to a number",
        request=shapes.ReadSerializer,
        responses={204: None, 404: shapes.DetailSerializer},
    )
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = shapes.ReadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        conversation = access_own_conversation(_person(request), conversation_id)
        mark_read(person=_person(request), conversation=conversation, number=given.validated_data["number"])
        return Response(status=204)


def _person(request: Request) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _for_whom(patients: list[Patient], wanted: UUID | None) -> Patient:
    found = [each for each in patients if wanted in (None, each.id)]
    if not found:
        raise NotFound(_("This patient does not exist, or is not one you may write for."))
    if len(found) > 1:
        raise Invalid(_("For whom is this question? Give `patient`."))
    return found[0]


def _results(person: Person, rows: list[Row]) -> list[dict[str, Any]]:
    """What is reached now; what may only be read back is on a page."""
    charged = charging_departments({row.conversation.department_id for row in rows})
    reached = [row for row in rows if row.where]
    return [_own(person, row) | {"may_be_charged": _may_be_charged(row, charged)} for row in reached]


def _may_be_charged(row: Row, charged: set[UUID]) -> bool:
    return row.conversation.department_id in charged and not row.conversation.is_closed


def _own(person: Person, row: Row) -> dict[str, Any]:
    head, where = row.conversation, row.where
    assert where is not None, "it is reached now"
    return {
        "id": head.id,
        "subject": head.subject,
        "organisation": row.names.organisation,
        "department": row.names.department,
        "patient": (row.patient or person).name,
        "last_number": head.last_number,
        "last_message_at": head.last_message_at,
        "unread": row.unread,
        "state": where.state.value,
        "state_text": where.words,
        "reopen_until": head.reopen_until,
        "answer_due_at": head.answer_due_at,
        "closed_at": head.closed_at,
    }


def _expected(department: Department, patients: list[Patient], now: datetime) -> dict[str, Any]:
    desk = desk_of(department)
    return {
        "id": department.id,
        "name": department.name,
        "organisation": department.organisation.name,
        "is_open": is_open(desk.timetable, now),
        "answer_by": answer_by(desk.timetable, now),
        "phone": _phone(department),
        "patients": [each.id for each in patients if each.organisation_id == department.organisation_id],
    }


def _phone(department: Department) -> str:
    desk = desk_of(department)
    if is_open(desk.timetable, timezone.now()):
        return desk.phone
    return desk.phone_outside_hours or desk.phone


def _refuse_made_up(cursor: str) -> None:
    moment, _tilde, identity = cursor.partition("~")
    try:
        if cursor:
            datetime.fromisoformat(moment), UUID(identity)
    except ValueError as error:
        raise Invalid(_("`after` is the `next` of a page.")) from error
