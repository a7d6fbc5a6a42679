"""Who looks, as the access log keeps it, from a request."""

from __future__ import annotations

from django.http import HttpRequest

from audit.actions import Looker

LABEL = 120  # as much as a line of the log holds


def address(request: HttpRequest) -> str:
    """The address a request came from; behind a proxy the server that runs us has put the right one there."""
    return str(request.META.get("REMOTE_ADDR") or "")[:60]


def looker(request: HttpRequest) -> Looker:
    """A member with name and roles, or else the person themselves."""
    membership = getattr(request, "membership", None)
    if membership is not None:
        role = membership.roles[0] if membership.roles else ""
        return Looker(label=membership.label[:LABEL], role=role, source=address(request))
    return Looker(label=request.user.name[:LABEL], role="patient", source=address(request))  # type: ignore[union-attr]
