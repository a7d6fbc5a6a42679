"""Turns what went wrong into an answer, in one place: refusals, and a database that says no or is away."""

from __future__ import annotations

import logging
from collections.abc import Callable

import psycopg
from django.db import Error, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rowsecurity.errors import NotFound, Refused

logger = logging.getLogger("security")
# Row security or a composite key said no: to the caller that is "not there", to us an alarm.
_NOT_YOURS = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation)


def answer_refusals(request: HttpRequest, serve: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run `serve` and answer its refusals as a page or as JSON; bugs stay exceptions."""
    try:
        return serve()
    except Refused as refused:
        return refusal(request, refused)
    except Http404:
        return refusal(request, NotFound(""))
    except (ProgrammingError, IntegrityError) as error:
        if not isinstance(error.__cause__, _NOT_YOURS):
            raise
        logger.error(
            "refused by the database at %s: %s", request.resolver_match, type(error.__cause__).__name__
        )
        return refusal(request, NotFound(""))
    except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
        return unavailable(request, error)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponseBase:
    """The answer to something that may not happen."""
    sentence = refused.sentence or _("This page does not exist, or is not meant for you.")
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=refused.status)
    template = "404.html" if refused.status == 404 else "refused.html"
    return render(request, template, {"sentence": sentence}, status=refused.status)


def unavailable(request: HttpRequest, error: Error | psycopg.Error) -> HttpResponseBase:
    """The answer while the database is away: what was typed stays in the browser, and it will be back."""
    logger.error("database away: %s", type(error).__name__)
    headers = {"Retry-After": "5"}
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"detail": _("Not available at this moment; try again shortly.")}, status=503, headers=headers
        )
    response = render(request, "unavailable.html", status=503)
    response.headers["Retry-After"] = headers["Retry-After"]
    return response
