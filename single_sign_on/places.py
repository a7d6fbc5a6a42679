"""Where sealed values of this app belong, so that none can stand in for another."""

from __future__ import annotations

from uuid import UUID


def secret(provider_id: UUID) -> str:
    return f"provider|{provider_id}|secret"


def refresh(identity_id: UUID) -> str:
    return f"identity|{identity_id}|refresh"
