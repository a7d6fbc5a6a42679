"""The patient's side of the API: the lists one was asked, and what was answered, as FHIR."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conversations.reach import reach_of
from people.models import Person
from questionnaires import queries
from questionnaires.models import QuestionnaireRequest, QuestionnaireResponse


class AskedListSerializer(serializers.Serializer):
    """A list that was asked. It is filled in on the page at `address`."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    canonical = serializers.CharField(help_text="Address and version of the FHIR Questionnaire.")
    organisation = serializers.CharField()
    department = serializers.CharField()
    conversation = serializers.UUIDField()
    state = serializers.ChoiceField(QuestionnaireRequest.State.values)
    until = serializers.DateField(allow_null=True, help_text="The last day for filling it in.")
    address = serializers.CharField()
    response = serializers.DictField(allow_null=True, help_text="FHIR R4 QuestionnaireResponse, once sent.")


class AskedListsSerializer(serializers.Serializer):
    """The latest hundred, the newest first."""

    results = AskedListSerializer(many=True)


class OwnQuestionLists(APIView):
    """Question lists of a patient, or of whom one represents."""

    @extend_schema(
        operation_id="own_question_lists",
        summary="The question lists one was asked, with the answers that were sent",
        responses=AskedListsSerializer,
    )
    def get(self, request: Request) -> Response:
        person = request._request.user
        assert isinstance(person, Person), "the middleware has set who is asking"
        asked = queries.asked_of(reach_of(person).conversations(prefix="conversation__", with_past=False))
        sent = {each.request_id: each for each in queries.responses_to(asked)}
        return Response({"results": [_shape(each, sent) for each in asked]})


def _shape(asked: QuestionnaireRequest, sent: dict[UUID, QuestionnaireResponse]) -> dict[str, object]:
    response = sent.get(asked.id)
    return {
        "id": asked.id,
        "title": asked.edition.title,
        "canonical": asked.edition.canonical,
        "organisation": asked.organisation.name,
        "department": asked.department.name,
        "conversation": asked.conversation_id,
        "state": asked.state.value,
        "until": asked.until,
        "address": asked.get_absolute_url(),
        "response": queries.content(response) if response else None,
    }
