"""Changing means to sign in asks for a second factor shown a moment ago."""

from __future__ import annotations

from datetime import timedelta

from people.sessions import SessionStore

FRESH = timedelta(minutes=10)


def is_fresh(session: SessionStore) -> bool:
    """Whether this session showed its second factor recently enough."""
    return session.was_verified_within(FRESH)
