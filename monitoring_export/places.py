"""Where sealed values of a delivery belong, so that none can stand in for another."""

from __future__ import annotations

from uuid import UUID


def address(delivery_id: UUID) -> str:
    return f"delivery|{delivery_id}|address"


def secret(delivery_id: UUID) -> str:
    return f"delivery|{delivery_id}|secret"


def key(delivery_id: UUID) -> str:
    return f"delivery|{delivery_id}|key"
