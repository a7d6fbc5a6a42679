"""The FHIR edge: whose token, is it FHIR, does it fit; then one transaction in that organisation's scope."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable

import psycopg
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from audit.actions import Looker
from integrations.actions.receiving import Received, receive
from integrations.actions.tokens import System, system_by_token
from integrations.fhir import answers, reading, searching, transactions
from integrations.fhir.outcomes import Issue, Rejected
from integrations.fhir.profile import READERS
from integrations.fhir.transactions import Item
from people.edges import public
from rowsecurity.errors import Refused
from rowsecurity.scopes import job_scope

logger = logging.getLogger("integrations")
View = Callable[..., HttpResponse]


def speaks_fhir(view: View) -> View:
    """Answer whatever goes wrong with an OperationOutcome; a refused request has stored nothing."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Rejected as rejected:
            return answers.refuse(rejected.status, *rejected.issues)
        except Refused as refused:
            return answers.refuse(409, Issue("conflict", refused.sentence))
        except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
            logger.error("database away: %s", type(error).__name__)
            return answers.refuse(503, Issue("transient", "Not available at this moment; send it again."))
        except Exception as error:  # the border: a system must get an answer it can read
            logger.exception("a FHIR request failed: %s", type(error).__name__)
            return answers.refuse(500, Issue("exception", "This went wrong here; nothing was stored."))

    return csrf_exempt(public(answer))


@speaks_fhir
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server can do, for anybody."""
    _allow(request, "GET")
    return answers.respond(answers.capabilities())


@speaks_fhir
def system(request: HttpRequest) -> HttpResponse:
    """A transaction Bundle."""
    caller = _caller(request)
    _allow(request, "POST")
    bundle = reading.read(_body(request), _content_type(request), expected="Bundle")
    return answers.of_bundle(_take_in(request, caller, transactions.bundle(bundle)))


@speaks_fhir
def resource(request: HttpRequest, resource_type: str, resource_id: str | None = None) -> HttpResponse:
    """One resource: POST to its type, or PUT to the id we gave it; question lists of a patient: GET."""
    caller = _caller(request)
    if resource_type == searching.ANSWERS and resource_id is None:
        return _search(request, caller)
    if resource_type not in READERS:
        raise Rejected(404, Issue("not-supported", "This type is not known here."))
    _allow(request, "POST" if resource_id is None else "PUT")
    content = reading.read(_body(request), _content_type(request), expected=resource_type)
    item = transactions.single(content, wanted_id=resource_id)
    return answers.of_single(_take_in(request, caller, [item])[0])


@speaks_fhir
def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address under the base."""
    _caller(request)
    raise Rejected(404, Issue("not-found", "There is nothing at this address."))


def _take_in(request: HttpRequest, caller: System, items: list[Item]) -> list[Received]:
    address = str(request.META.get("REMOTE_ADDR") or "")[:60]
    with job_scope(caller.organisation_id):
        return receive(items=items, looker=Looker(label=caller.label, role="system", source=address))


def _search(request: HttpRequest, caller: System) -> HttpResponse:
    _allow(request, "GET")
    address = str(request.META.get("REMOTE_ADDR") or "")[:60]
    looker = Looker(label=caller.label, role="system", source=address)
    with job_scope(caller.organisation_id):
        return answers.respond(searching.lists_of(request.GET.get("patient", ""), looker))


def _caller(request: HttpRequest) -> System:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = system_by_token(token.strip()) if scheme.lower() == "bearer" and token.strip() else None
    if caller is None:
        raise Rejected(401, Issue("login", "Send a token of your organisation that is in use."))
    return caller


def _allow(request: HttpRequest, method: str) -> None:
    if request.method != method:
        raise Rejected(405, Issue("not-supported", f"Only {method} is possible here."))


def _content_type(request: HttpRequest) -> str:
    return request.headers.get("content-type", "")


def _body(request: HttpRequest) -> bytes:
    too_large = Rejected(413, Issue("too-long", f"At most {reading.LARGEST} bytes."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > reading.LARGEST:
        raise too_large
    try:
        return request.body
    except RequestDataTooBig:
        raise too_large from None
