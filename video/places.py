"""Where the sealed texts stand; see conversations/places.py."""

from uuid import UUID


def caption(seat_id: UUID) -> str:
    return f"caption|{seat_id}"
