"""Adds to the schema what drf-spectacular cannot see: the messages of a conversation, served without DRF."""

from __future__ import annotations

from typing import Any

from drf_spectacular.generators import SchemaGenerator
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


OWN = "/api/v1/conversations/{conversation_id}/messages/"
TEAM = "/api/v1/org/{organisation_slug}/conversations/{conversation_id}/messages/"


class Generator(SchemaGenerator):
    """The generator of /api/schema/, which also lists the addresses that DRF does not serve."""

    def _get_paths_and_endpoints(self) -> list[Any]:
        endpoints = list(super()._get_paths_and_endpoints())
        for address, view in ((OWN, _messages("")), (TEAM, _messages("team_"))):
            for method in ("GET", "POST"):
                made = self.create_view(view.as_view(), method)
                endpoints.append((address, address.replace("{", "(?P<").replace("}", ">)"), method, made))
        return endpoints
