"""Ends sessions of one person, in their gate scope. The next request of such a session finds nothing."""

from __future__ import annotations

from uuid import UUID

from people.events import session_ended
from people.models import Session
from people.sessions import SessionStore, key_hash
from realtime.events import publish


def end_session(*, person_id: UUID, handle: str) -> None:
    """End one session, named by the hash of its key as the list shows it. One that is not there has ended."""
    try:
        wanted = bytes.fromhex(handle)
    except ValueError:
        wanted = b""
    Session.objects.filter(person_id=person_id, key_hash=wanted).delete()
    publish(session_ended(person_id))


def end_other_sessions(*, person_id: UUID, session: SessionStore) -> None:
    """Sign out everywhere but here."""
    assert session.session_key is not None
    Session.objects.filter(person_id=person_id).exclude(key_hash=key_hash(session.session_key)).delete()
    publish(session_ended(person_id))


def end_every_session(*, person_id: UUID) -> None:
    """Sign out everywhere."""
    Session.objects.filter(person_id=person_id).delete()
    publish(session_ended(person_id))
