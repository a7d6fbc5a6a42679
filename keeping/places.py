"""Where sealed values of this app stand; the seal binds them."""

from uuid import UUID


def key(everything_id: UUID) -> str:
    """The key of a copy."""
    return f"everything|{everything_id}"


def content(organisation_id: UUID, everything_id: UUID) -> bytes:
    """What is bound to every piece of a copy in the store."""
    return f"{organisation_id}|everything|{everything_id}".encode()
