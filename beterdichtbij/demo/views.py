"""A page of the demo: who can sign in, and the codes of this moment."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from beterdichtbij.demo.sign_ins import seconds_left, sign_ins
from people.edges import public


@public
def codes(request: HttpRequest) -> HttpResponse:
    """What an authenticator app would show; reads no table, and is not there outside a demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "demo/codes.html", {"sign_ins": sign_ins(), "seconds": seconds_left()})
