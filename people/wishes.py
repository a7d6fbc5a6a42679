"""How a person wants to see the product. Kept with the person, so that it is the same on every device."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from people.models import Person

A_YEAR = 31_536_000
TEXT_SIZES = tuple(Person.TextSize.values)
TEXT_SIZE_COOKIE = "text_size"


def text_size(cookies: Mapping[str, str], person: Person | None) -> str:
    """The size of text chosen in this browser, else the one this person keeps."""
    chosen = cookies.get(TEXT_SIZE_COOKIE) or getattr(person, "text_size", "")
    return chosen if chosen in TEXT_SIZES else TEXT_SIZES[0]


def keep_text_size(*, person_id: UUID, size: str) -> None:
    """Keep the size of text; call it in a scope of this person."""
    Person.objects.filter(id=person_id).update(text_size=Person.TextSize(size))


def keep_language(*, person_id: UUID, language: str) -> None:
    """Keep the language this person reads. Inside their own scope."""
    Person.objects.filter(id=person_id).update(language=language)


def chosen_language(request: HttpRequest) -> str:
    """What somebody who has no account yet chose on the way in, in this browser; nothing without a wish."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else ""


def speak_own_language(request: HttpRequest, response: HttpResponse, person_id: UUID) -> None:
    """Let a browser that was told no language speak the person's own. Inside their own scope."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return
    language = Person.objects.values_list("language", flat=True).get(id=person_id)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        A_YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
