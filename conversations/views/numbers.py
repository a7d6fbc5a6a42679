"""Numbers in an address or a form."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from rowsecurity.errors import Refused

MOST_REDRAWN = 100


def whole(request: HttpRequest, name: str) -> int | None:
    """A whole number that a script or a link sent; anything else counts as not sent."""
    value = request.POST.get(name) if request.method == "POST" else request.GET.get(name)
    if not value or not value.isascii() or not value.isdigit() or len(value) > 9:
        return None
    return int(value)


def identity(request: HttpRequest, name: str) -> UUID:
    """The id in a posted field; what is no id was not chosen from the page."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Refused(_("Choose one of the list.")) from error


def redrawn_after(known: int, read: int) -> int:
    """From where a page that knows up to `known` looks again at what it shows: nobody reads back for ever."""
    return max(min(known, read), known - MOST_REDRAWN)
