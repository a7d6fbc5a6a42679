"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def product(request: HttpRequest) -> dict[str, Any]:
    """The person and membership of this request (None when not signed in), and whether this is the demo."""
    return {
        "person": getattr(request, "user", None),
        "membership": getattr(request, "membership", None),
        "organisation": getattr(request, "organisation", None),
        "demo": settings.DEMO,
    }
