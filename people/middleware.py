"""The HTTP edge: who is this, may they be here, and one scope around view, template and errors."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import markcoroutinefunction, sync_to_async
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from people.edges import Edge
from people.entering import at_work
from people.entering import membership as membership_here
from people.models import Person
from people.refusals import answer_refusals
from people.sessions import SessionStore
from people.turns import Turns
from rowsecurity.errors import NotFound
from rowsecurity.scopes import Scope, gate_scope, narrow, open_scope
from tenants.directory import by_slug
from tenants.models import Membership
from tenants.roles import Role

Answer = Callable[[HttpRequest], Awaitable[HttpResponseBase]]
Run = Callable[[], HttpResponseBase]


class SessionMiddleware:
    """Takes the session key from cookie or bearer token; sets the cookie when the session has changed."""

    sync_capable, async_capable = False, True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        request.is_bearer = scheme.lower() == "bearer"  # type: ignore[attr-defined]
        key = token.strip() if request.is_bearer else request.COOKIES.get(settings.SESSION_COOKIE_NAME)  # type: ignore[attr-defined]
        request.session = SessionStore(key or None)
        response = await self.get_response(request)
        if request.session.modified and not request.is_bearer:  # type: ignore[attr-defined]
            _set_cookie(response, request.session)
        if request.path.startswith(settings.STATIC_URL) is False:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _set_cookie(response: HttpResponseBase, session: SessionStore) -> None:
    if session.session_key is None or session.is_empty():
        response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
        return
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        session.session_key,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class ScopeMiddleware:
    """Runs a synchronous view in one thread hop: session, scope, view, template, and the session saved.

    An asynchronous view is a measured path that opens its scope in its own SQL function; it must be marked.
    """

    sync_capable, async_capable = False, True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.turns = Turns()
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return await self.get_response(request)

    async def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if iscoroutinefunction(view):
            assert view.edge is Edge.PUBLIC, "an asynchronous view opens its own scope and says so"
            return None
        serve = functools.partial(_serve, request, view, args, kwargs)
        async with self.turns:
            return await sync_to_async(serve, thread_sensitive=True)()


def _serve(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    try:
        return answer_refusals(request, functools.partial(_serve_in_scope, request, view, args, kwargs))
    finally:
        if not connection.in_atomic_block:
            connection.close()  # back to the pool; the thread serves other requests after this one


def _serve_in_scope(request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    edge = getattr(view, "edge", None)
    run = functools.partial(_render, request, view, args, kwargs)
    if edge is Edge.PUBLIC:
        response = run()
    elif edge is Edge.STEPS:
        scope = _scope(request, edge, kwargs)
        if isinstance(scope, HttpResponse):
            return scope
        request.step = functools.partial(_step, request, dict(kwargs))
        kwargs.pop("organisation_slug", None)
        response = run()
    else:
        response = _at_work(request, run, edge, kwargs) or _the_long_way(request, run, edge, kwargs)
    if request.session.modified:
        request.session.save()
    return response


def _at_work(request: Any, run: Run, edge: Edge | None, kwargs: Any) -> HttpResponseBase | None:
    """The answer to a member; None for anybody else."""
    if edge or not request.session.session_key or "organisation_slug" not in kwargs:
        return None
    organisation = by_slug(kwargs["organisation_slug"])
    if organisation is None:
        return None
    with at_work(request.session, organisation.id) as membership:
        if membership is None:
            return None
        request.organisation = organisation
        _introduce_member(request, membership, kwargs)
        return run()


def _the_long_way(request: Any, run: Run, edge: Edge | None, kwargs: Any) -> HttpResponseBase:
    scope = _scope(request, edge, kwargs)
    if isinstance(scope, HttpResponse):
        return scope
    with scope:
        _introduce(request, kwargs)
        return run()


def _scope(request: Any, edge: Edge | None, kwargs: Any) -> AbstractContextManager[Scope] | HttpResponse:
    request.session.get("", None)  # loads it
    person_id = request.session.person_id
    if edge is Edge.GATE:
        return gate_scope(person_id)
    if person_id is None or not request.session.is_verified:
        return _ask_to_sign_in(request)
    if edge is Edge.OWN:
        return gate_scope(person_id)
    if "organisation_slug" in kwargs:
        organisation = by_slug(kwargs["organisation_slug"])
        if organisation is None:
            raise NotFound("")
        request.organisation = organisation
        return open_scope(Scope("bd_staff", organisation.id, person_id))
    return open_scope(Scope("bd_participant", None, person_id))


@contextmanager
def _step(request: Any, kwargs: Any) -> Iterator[None]:
    """One scope of a view that works in steps; who asks is looked up again in each."""
    scope = _scope(request, Edge.STEPS, kwargs)
    assert not isinstance(scope, HttpResponse), "the session was looked at before"
    try:
        with scope:
            _introduce(request, dict(kwargs))
            yield
    finally:
        if not connection.in_atomic_block:
            connection.close()  # what follows may take long, and needs no database


def _introduce(request: Any, kwargs: Any) -> None:
    """Set who is asking. A stranger to the organisation gets the answer of a wrong address."""
    person_id = request.session.person_id
    if person_id is None:
        return
    if "organisation_slug" in kwargs:
        found = membership_here()
        if found is None:
            raise NotFound("")
        _introduce_member(request, found, kwargs)
        return
    request.user = Person.objects.filter(id=person_id, is_active=True).first()
    if request.user is None:
        raise NotFound("")


def _introduce_member(request: Any, membership: Membership, kwargs: Any) -> None:
    request.membership, request.user = membership, membership.person
    if set(membership.roles) == {Role.HELPDESK}:
        narrow("bd_helpdesk")
    del kwargs["organisation_slug"]


def _render(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    response = view(request, *args, **kwargs)
    if hasattr(response, "render") and callable(response.render):
        response = response.render()
    # A live query streamed after the scope would have no rows; exports are files made beforehand.
    is_decided = getattr(response, "needs_no_scope", False)
    assert is_decided or not response.streaming, "a streaming answer leaves the scope"
    return response


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Sign in first."}, status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponseRedirect(
        f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
    )
