"""Numbers in an address or a form."""

from __future__ import annotations

from django.http import HttpRequest


def whole(request: HttpRequest, name: str) -> int | None:
    """A whole number that a script or a link sent; anything else counts as not sent."""
    value = request.POST.get(name) if request.method == "POST" else request.GET.get(name)
    if not value or not value.isascii() or not value.isdigit() or len(value) > 9:
        return None
    return int(value)
