"""Sign-in for programs: the bearer token is a session key, so both edges know the same person."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from people.models import Person


class SessionAuthentication(BaseAuthentication):
    """The person the scope middleware found; it has already checked session, second factor and CSRF."""

    def authenticate(self, request: Request) -> tuple[Person, None] | None:
        person = getattr(request._request, "user", None)
        return (person, None) if person is not None else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
