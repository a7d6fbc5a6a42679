"""Ids and numbers that come with a press."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from rowsecurity.errors import Invalid, NotFound


def identity(request: HttpRequest, name: str) -> UUID:
    """An id of a field; what is none is the id of nothing."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise NotFound("") from error


def whole(request: HttpRequest, name: str) -> int:
    """A whole number of a field."""
    try:
        return int(request.POST.get(name, ""))
    except ValueError as error:
        raise Invalid(_("Fill in a number of minutes.")) from error
