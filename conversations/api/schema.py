"""Adds to the schema what drf-spectacular cannot see: the messages of a conversation, served without DRF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conversations.api import shapes

_PROBLEMS = {
    401: "No session, or without its second factor.",
    404: "Not there, or not yours: the two look alike.",
    503: "Not available at this moment; try again after `Retry-After` seconds.",
}
_REFUSALS = {
    409: "Closed, or another text under the same client_id.",
    413: "Too much for one message.",
    422: "Empty, too long, or not understood.",
    429: "Sending very fast; wait a minute.",
}


def _answers(sentences: dict[int, str]) -> dict[int, Any]:
    return {status: OpenApiResponse(shapes.DetailSerializer, text) for status, text in sentences.items()}


def _messages(prefix: str) -> type[APIView]:
    """A view that stands in the schema for the asynchronous one; it never serves a request."""

    class Messages(APIView):
        @extend_schema(
            operation_id=f"{prefix}messages",
            summary="Messages after a number",
            parameters=[OpenApiParameter("after", int, default=0, description="The last number one has.")],
            responses={200: shapes.PageSerializer} | _answers(_PROBLEMS),
        )
        def get(self, request: Request) -> Response:
            raise NotImplementedError

        @extend_schema(
            operation_id=f"{prefix}send",
            summary="Send a message",
            description="Answers after the commit: 201 first, 200 when this client_id was there already.",
            request=shapes.NewMessageSerializer,
            responses={201: shapes.SentSerializer, 200: shapes.SentSerializer}
            | _answers(_PROBLEMS | _REFUSALS),
        )
        def post(self, request: Request) -> Response:
            raise NotImplementedError

    return Messages


def _files(prefix: str) -> type[APIView]:
    """Stands in the schema for the view that takes files in, which is none of DRF's."""

    class Files(APIView):
        @extend_schema(
            operation_id=f"{prefix}files",
            summary="Files of the messages after a number",
            parameters=[OpenApiParameter("after", int, default=0)],
            responses={200: shapes.AttachedFilesSerializer} | _answers(_PROBLEMS),
        )
        def get(self, request: Request) -> Response:
            raise NotImplementedError

        @extend_schema(
            operation_id=f"{prefix}add_file",
            summary="Add a photo or PDF, to be sent with a message",
            description="The body is the file itself. It is looked at first: ask again until it is `ready`.",
            parameters=[
                OpenApiParameter("X-File-Name", str, "header", description="Percent-encoded."),
                OpenApiParameter(
                    "X-Client-Id", UUID, "header", description="Sending it again is sending once."
                ),
            ],
            request={"application/octet-stream": OpenApiTypes.BINARY},
            responses={201: shapes.FileSerializer, 200: shapes.FileSerializer}
            | _answers(_PROBLEMS | _REFUSALS),
        )
        def post(self, request: Request) -> Response:
            raise NotImplementedError

    return Files


def _question_files() -> type[APIView]:
    class QuestionFiles(APIView):
        @extend_schema(
            operation_id="add_question_file",
            summary="Add a photo or PDF to a question before it is asked",
            description="As `add_file`; name its `id` in `files` when asking, under the same `X-Question`.",
            parameters=[
                OpenApiParameter("X-Question", UUID, "header", description="`id` of the question."),
                OpenApiParameter("X-File-Name", str, "header", description="Percent-encoded."),
                OpenApiParameter(
                    "X-Client-Id", UUID, "header", description="Sending it again is sending once."
                ),
            ],
            request={"application/octet-stream": OpenApiTypes.BINARY},
            responses={201: shapes.FileSerializer, 200: shapes.FileSerializer}
            | _answers(_PROBLEMS | _REFUSALS),
        )
        def post(self, request: Request) -> Response:
            raise NotImplementedError

    return QuestionFiles


def _file(prefix: str) -> type[APIView]:
    class File(APIView):
        @extend_schema(
            operation_id=f"{prefix}file_being_added",
            summary="How far one's own file is that was not sent yet",
            responses={200: shapes.FileSerializer} | _answers(_PROBLEMS),
        )
        def get(self, request: Request) -> Response:
            raise NotImplementedError

        @extend_schema(
            operation_id=f"{prefix}take_file_back",
            summary="Remove one's own file that was not sent yet",
            responses={204: None} | _answers(_PROBLEMS),
        )
        def delete(self, request: Request) -> Response:
            raise NotImplementedError

    return File


OWN = "/api/v1/conversations/{conversation_id}/"
TEAM = "/api/v1/org/{organisation_slug}/conversations/{conversation_id}/"
SERVED_ELSEWHERE: list[tuple[str, type[APIView], tuple[str, ...]]] = [
    (f"{address}{rest}", view(prefix), methods)
    for address, prefix in ((OWN, ""), (TEAM, "team_"))
    for rest, view, methods in (
        ("messages/", _messages, ("GET", "POST")),
        ("files/", _files, ("GET", "POST")),
        ("files/{draft_id}/", _file, ("GET", "DELETE")),
    )
]
QUESTION = "/api/v1/questions/{patient_id}/files/"
SERVED_ELSEWHERE += [
    (QUESTION, _question_files(), ("POST",)),
    (f"{QUESTION}{{draft_id}}/", _file("question_"), ("GET", "DELETE")),
]


class Generator(SchemaGenerator):
    """The generator of /api/schema/, which also lists the addresses that DRF does not serve."""

    def _get_paths_and_endpoints(self) -> list[Any]:
        endpoints = list(super()._get_paths_and_endpoints())
        for address, view, methods in SERVED_ELSEWHERE:
            for method in methods:
                made = self.create_view(view.as_view(), method)
                endpoints.append((address, address.replace("{", "(?P<").replace("}", ">)"), method, made))
        return endpoints
