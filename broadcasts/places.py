"""Where the sealed texts stand; see conversations/places.py."""

from uuid import UUID


def subject(broadcast_id: UUID) -> str:
    return f"broadcast-subject|{broadcast_id}"


def text(broadcast_id: UUID) -> str:
    return f"broadcast-text|{broadcast_id}"
