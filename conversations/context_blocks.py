"""What apps above conversations show beside one: they register a template and a function that fills it.

Called by the apps themselves at start (`AppConfig.ready`), so that this app need not know them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from conversations.models import Conversation

# Gives the template's context, or None when there is nothing to show.
Fill = Callable[[HttpRequest, Conversation], dict[str, Any] | None]

_registered: dict[str, Fill] = {}


def register(template: str, fill: Fill) -> None:
    """Show `template` in the context column of a conversation, filled by `fill`."""
    _registered[template] = fill


def blocks(request: HttpRequest, conversation: Conversation) -> list[dict[str, object]]:
    """The templates that have something to show for this conversation, each with its context as `block`."""
    filled = ((template, fill(request, conversation)) for template, fill in _registered.items())
    return [{"template": template, "block": block} for template, block in filled if block is not None]
