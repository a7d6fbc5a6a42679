"""Where a sealed value stands; the seal binds it. Changing one of these makes old values unreadable."""

from uuid import UUID


def name(file_id: UUID) -> str:
    return f"file-name|{file_id}"


def key(file_id: UUID) -> str:
    return f"file-key|{file_id}"


def part(organisation_id: UUID, file_id: UUID, what: str) -> bytes:
    """What is bound to every piece of one object in the store."""
    return f"{organisation_id}|file|{file_id}|{what}".encode()
