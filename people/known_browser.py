"""A browser somebody signed in with before: it has its own count of guesses, so no stranger shuts it out."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"
AGE = 180 * 24 * 60 * 60
SALT = "people.known_browser"


def remember(response: HttpResponse, person_id: UUID) -> None:
    """Mark the browser after both factors. Opens nothing by itself."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(person_id), salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_browser_of(request: HttpRequest) -> str:
    """The id of the person who signed in here before, or nothing."""
    try:
        known: str = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return ""
    return known
