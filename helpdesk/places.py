"""Where sealed texts of this app stand, for `tenants.envelope`."""

from __future__ import annotations

from uuid import UUID


def asker(ticket_id: UUID) -> str:
    """Who asks, and how to reach them."""
    return f"ticket|{ticket_id}|asker"


def entry(ticket_id: UUID, entry_id: UUID) -> str:
    """What was said."""
    return f"ticket|{ticket_id}|{entry_id}"
