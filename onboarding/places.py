"""Where sealed texts of this app stand, for `tenants.envelope`."""

from __future__ import annotations

from uuid import UUID


def whole_list(list_id: UUID) -> str:
    """The file as it was brought."""
    return f"invitation-list|{list_id}"


def line(list_id: UUID, number: int) -> str:
    """One line of it."""
    return f"invitation-list|{list_id}|{number}"
