"""Makes the copies that were asked for: claimed over all organisations through a door, made in one at a time.

A claim is a lease, which goes on with every stretch that is read: a worker that dies loses it, and another
begins anew.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.models.functions import Now

from keeping import store
from keeping.actions import copies
from keeping.everything.content import Contents, steps
from keeping.everything.packing import pack
from keeping.models import Everything
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope

logger = logging.getLogger("keeping")
MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=10)


class Lost(Exception):
    """The copy was thrown away, or another worker has it now."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A copy that is ours until its lease ends."""

    copy_id: UUID
    organisation_id: UUID
    attempts: int


def make_due() -> int:
    """Make every copy that is due and return how many were tried. Outside any scope."""
    tried = 0
    while ours := _claim():
        _try(ours)
        tried += 1
    return tried


def make(ours: Claim) -> None:
    """Read, pack, seal and keep one."""
    with job_scope(ours.organisation_id):
        copy = Everything.objects.select_related("organisation").get(id=ours.copy_id)
        copy.key_sealed = store.new_key(copy)
        copy.save(update_fields=["key_sealed"])
        Everything.objects.filter(id=copy.id).update(total=steps(), done=0)

    def go_on(done: int) -> None:
        with job_scope(ours.organisation_id):
            kept = _kept(ours).update(done=done, lease_until=Now() + LEASE)
        if not kept:
            raise Lost

    contents = Contents(copy.organisation, copy.created_at, go_on)
    size = store.keep(copy, pack(contents.entries()))
    with job_scope(ours.organisation_id):
        kept = _kept(ours).update(
            state=Everything.State.READY, size=size, done=contents.done, lease_until=None
        )
        if kept:
            copies.note_made(copy)
    if not kept:
        store.discard(copy)
        raise Lost


def remove_old() -> None:
    """Remove the copies whose time is over, in every organisation. Outside any scope."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT organisations_with_old_copies()")
        organisations = [row[0] for row in cursor.fetchall()]
    for organisation_id in organisations:
        with by_itself(logger, "removing of old copies", organisation_id):
            with job_scope(organisation_id):
                old = list(Everything.objects.filter(expires_at__lt=Now()))
            for copy in old:
                store.discard(copy)
                with job_scope(organisation_id):
                    Everything.objects.filter(id=copy.id).delete()


def _claim() -> Claim | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, organisation_id, attempts FROM claim_due_copy()")
        row = cursor.fetchone()
        return Claim(*row) if row else None


def _kept(ours: Claim):  # type: ignore[no-untyped-def]
    """The row, while it is ours and nobody threw it away."""
    rows = Everything.objects.filter(id=ours.copy_id, attempts=ours.attempts, state=Everything.State.LEASED)
    return rows.filter(expires_at__gt=Now())


def _try(ours: Claim) -> None:
    try:
        make(ours)
    except (Lost, Everything.DoesNotExist):
        return
    except Exception as error:  # the border of a process: the others must be made too
        if isinstance(error, Error) and not connection.is_usable():
            raise
        logger.error("copy %s failed: %s", ours.copy_id, type(error).__name__)
        state = Everything.State.FAILED if ours.attempts >= MOST_ATTEMPTS else Everything.State.LEASED
        with job_scope(ours.organisation_id):
            Everything.objects.filter(id=ours.copy_id, attempts=ours.attempts).update(state=state)
