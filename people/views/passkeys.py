"""The two ceremonies of a passkey, as a browser module calls them: options out, answer in, JSON both ways."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people import passkeys
from people.actions.step_up import is_fresh
from people.attempts import Limit
from people.browser_names import browser_name
from people.edges import PersonRequest, VisitorRequest, about_oneself, public
from people.looker import address
from people.models import Person
from people.views.sign_in import enter
from rowsecurity.scopes import gate_scope

BEGINS = Limit("passkey sign-ins from an address", most=300, within=timedelta(minutes=15))


@public
@require_POST
def begin(request: VisitorRequest) -> HttpResponse:
    """Options to sign in with a passkey, alone or as second factor."""
    request.session.get("", None)
    if not BEGINS.count(address(request)):
        return JsonResponse({}, status=429)
    person_id = request.session.person_id
    with gate_scope(person_id):
        person = Person.objects.filter(id=person_id).first() if person_id else None
        return JsonResponse(passkeys.begin_sign_in(request, person))


@public
@require_POST
def complete(request: VisitorRequest) -> HttpResponse:
    """Sign in with the answer of a passkey."""
    request.session.get("", None)
    try:
        answer = _answer(request)
        with gate_scope():
            person_id = passkeys.owner_of(answer)
        waiting_for = request.session.person_id
        if person_id is None or (waiting_for and waiting_for != person_id):
            raise passkeys.Refusal("unknown")
        return _sign_in(request, person_id, answer)
    except passkeys.Refusal:
        request.session.pop(passkeys.AUTHENTICATION, None)
        return JsonResponse({}, status=422)


def _sign_in(request: VisitorRequest, person_id: UUID, answer: dict[str, Any]) -> HttpResponse:
    with gate_scope(person_id):
        person = Person.objects.filter(id=person_id, is_active=True).first()
        if person is None:
            raise passkeys.Refusal("inactive")
        passkeys.complete_sign_in(request, person, answer)
        entered = enter(request, person_id, is_strong=True)
    response = JsonResponse({"to": entered.headers["Location"]})
    response.cookies = entered.cookies
    return response


@about_oneself
@require_POST
def begin_registration(request: PersonRequest) -> HttpResponse:
    """Options to make a passkey."""
    if request.user.is_of_provider or not is_fresh(request.session):
        return JsonResponse({}, status=403)
    return JsonResponse(passkeys.begin_registration(request, request.user))


@about_oneself
@require_POST
def complete_registration(request: PersonRequest) -> HttpResponse:
    """Keep the passkey that was made."""
    if request.user.is_of_provider or not is_fresh(request.session):
        return JsonResponse({}, status=403)
    name = browser_name(request.headers.get("user-agent", ""))
    try:
        passkeys.complete_registration(request, request.user, _answer(request), name)
    except passkeys.Refusal:
        return JsonResponse({}, status=422)
    return JsonResponse({"to": redirect("people:means").headers["Location"]})


def _answer(request: VisitorRequest) -> dict[str, Any]:
    try:
        answer = json.loads(request.body)
    except ValueError as error:
        raise passkeys.Refusal("malformed") from error
    if not isinstance(answer, dict):
        raise passkeys.Refusal("malformed")
    return answer
