"""Where the sealed texts stand; see conversations/places.py."""

from uuid import UUID


def letter(letter_id: UUID) -> str:
    return f"letter|{letter_id}"
