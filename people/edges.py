"""What a URL is for. Without a mark a view needs a signed-in person: a member of the organisation that the
URL names in `organisation_slug`, else a patient or relative. Opting out is visible here and in the view.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum
from typing import TypeVar

from django.http import HttpRequest, StreamingHttpResponse

from people.models import Person
from people.sessions import SessionStore
from tenants.models import Membership, Organisation

View = TypeVar("View", bound=Callable[..., object])


class Edge(Enum):
    PUBLIC = "no scope is opened; the view reads nothing, or opens a scope of its own after its own check"
    GATE = "signing in: identity tables of the person of the session, if there is one"
    STEPS = "signed in as usual; the view opens its scope itself, for each step, and none while bytes move"
    OWN = "one's own means to sign in, after both factors: identity tables of the person of the session"


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    view.edge = Edge.PUBLIC  # type: ignore[attr-defined]
    return view


def at_gate(view: View) -> View:
    """Mark a view of the sign-in: it runs in `gate_scope`."""
    view.edge = Edge.GATE  # type: ignore[attr-defined]
    return view


def in_steps(view: View) -> View:
    """Mark a view that works in several scopes of whoever asks: `with request.step(): …`."""
    view.edge = Edge.STEPS  # type: ignore[attr-defined]
    return view


def streams(response: StreamingHttpResponse) -> StreamingHttpResponse:
    """Say of an answer that what it streams needs no scope: it was all decided before."""
    response.needs_no_scope = True  # type: ignore[attr-defined]
    return response


def about_oneself(view: View) -> View:
    """Mark a view of one's own account: it runs in `gate_scope`, after both factors."""
    view.edge = Edge.OWN  # type: ignore[attr-defined]
    return view


class VisitorRequest(HttpRequest):
    """A request of anybody, perhaps on the way in."""

    session: SessionStore


class PersonRequest(VisitorRequest):
    """A request of a signed-in patient or relative."""

    user: Person
    step: Callable[[], AbstractContextManager[object]]  # where a view works `in_steps`


class MemberRequest(PersonRequest):
    """A request of a member at work in their organisation."""

    membership: Membership
    organisation: Organisation
