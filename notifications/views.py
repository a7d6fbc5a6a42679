"""The post of the demo world, so that a newcomer can follow the whole journey without a mail server."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications import demo_post
from people.edges import public
from rowsecurity.errors import NotFound


@public
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """Everything that was sent, newest first. Exists in the demo world only."""
    if not settings.DEMO:
        raise NotFound("")
    return render(request, "notifications/post.html", {"pieces": demo_post.newest()})
