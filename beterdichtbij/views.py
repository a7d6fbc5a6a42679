"""Pages of the product as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.edges import public


@public
def front_page(request: HttpRequest) -> HttpResponse:
    """What this is, and where to go on."""
    return render(request, "front_page.html")


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago, or comes from elsewhere."""
    return render(request, "403_csrf.html", status=403)
