"""How far this browser has come with one invitation. Kept in its session, so a link passed on begins anew."""

from __future__ import annotations

from enum import IntEnum
from uuid import UUID

from people.sessions import SessionStore

KEY = "invitation"


class Step(IntEnum):
    CODE = 1  # gave the right date of birth
    PROVEN = 2  # and the right code


def keep_step(session: SessionStore, invitation_id: UUID, step: Step) -> None:
    """Remember a proof for this invitation; another invitation begins at the beginning."""
    session[KEY] = {"id": str(invitation_id), "step": int(step)}


def has_reached(session: SessionStore, invitation_id: UUID, step: Step) -> bool:
    """Whether this browser proved as much, for this very invitation."""
    kept = session.get(KEY) or {}
    return bool(kept.get("id") == str(invitation_id) and kept.get("step", 0) >= step)


def forget(session: SessionStore) -> None:
    """The invitation is used."""
    session.pop(KEY, None)
