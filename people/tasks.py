"""Background entry points: what nobody needs any more."""

from __future__ import annotations

from celery import shared_task


@shared_task(ignore_result=True)
def clear_expired() -> None:
    """Remove ended sessions and old counts."""
    from people import attempts
    from people.sessions import SessionStore

    SessionStore.clear_expired()
    attempts.clear_old()
