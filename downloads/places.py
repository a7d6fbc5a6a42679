"""Where a sealed piece of a copy stands; the seal binds it."""

from uuid import UUID


def piece(download_id: UUID, number: int) -> str:
    return f"download|{download_id}|{number}"
