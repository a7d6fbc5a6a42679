"""The edge of the measured paths: who is this, and every refusal as a sentence in JSON. No thread, no ORM."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from uuid import UUID

import psycopg
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from conversations import following
from people.edges import public
from people.identify import identify
from people.refusals import refusal, unavailable
from realtime.hub import hub
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import Scope

AsyncView = Callable[..., Awaitable[HttpResponseBase]]


def hot(*methods: str) -> Callable[[AsyncView], Any]:
    """Mark an asynchronous view that identifies its caller itself (`caller`) and opens scopes in SQL."""

    def decorate(view: AsyncView) -> AsyncView:
        @wraps(view)
        async def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                headers = {"Allow": ", ".join(methods)}
                detail = _("This address does not do that.")
                return JsonResponse({"detail": detail}, status=405, headers=headers)
            hub().open()
            try:
                return await view(request, *args, **kwargs)
            except Refused as refused:
                return refusal(request, refused)
            except psycopg.OperationalError as error:
                return unavailable(request, error)

        return public(answer)

    return decorate


class NotSignedIn(Refused):
    """No session, or one without its second factor."""

    status = 401


async def caller(request: HttpRequest, organisation_slug: str | None) -> Scope:
    """The scope of whoever calls: a member of the organisation that the address names, or a person."""
    key = request.session.session_key
    person_id: UUID | None = await identify(key) if key else None
    if person_id is None:
        raise NotSignedIn(_("Sign in first."))
    if organisation_slug is None:
        return following.patient_side(person_id)
    organisation_id = await following.organisation_named(organisation_slug)
    if organisation_id is None:
        raise NotFound("")
    return following.team_side(organisation_id, person_id)
