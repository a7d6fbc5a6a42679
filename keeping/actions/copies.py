"""Asking for a copy of everything, giving it, and throwing it away."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from files.models import random_name
from keeping import tasks
from keeping.models import Everything
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require

KEPT = timedelta(days=7)


def ask(*, member: Membership, looker: Looker) -> Everything:
    """Plan a copy; one at a time."""
    require(member, Act.TAKE_ALONG)
    there = Everything.objects.filter(expires_at__gt=timezone.now()).exclude(state=Everything.State.FAILED)
    if there.exists():
        raise Refused(_("There is a copy already. Remove it first if you want a newer one."))
    copy = Everything.objects.create(asked_by=member, expires_at=timezone.now() + KEPT)
    _record(looker, copy, "everything.asked", "C")
    transaction.on_commit(tasks.poke)
    return copy


def give(*, member: Membership, looker: Looker, copy: Everything) -> None:
    """Note that somebody takes it along."""
    require(member, Act.TAKE_ALONG)
    if not copy.is_ready:
        raise Refused(_("This copy is not ready yet."))
    _record(looker, copy, "everything.read", "E")


def remove(*, member: Membership, looker: Looker, copy: Everything) -> None:
    """Its time is over now; a worker removes the file."""
    require(member, Act.TAKE_ALONG)
    Everything.objects.filter(id=copy.id).update(expires_at=timezone.now())
    _record(looker, copy, "everything.removed", "D")
    transaction.on_commit(tasks.poke)


def end_earlier(*, organisation_id: UUID, looker: Looker) -> None:
    """Something was deleted: no copy of before it is given any more, and what is being made starts anew.

    In the scope of the eraser or a job. A worker that is still at it lost it; its object has another name.
    """
    rows = Everything.objects.filter(organisation_id=organisation_id).order_by()
    rows.filter(state=Everything.State.LEASED).update(
        state=Everything.State.DUE, store_name=random_name(), lease_until=None, done=0
    )
    ready = rows.filter(state=Everything.State.READY, expires_at__gt=timezone.now())
    ended = list(ready.values_list("id", flat=True))
    rows.filter(id__in=ended).update(expires_at=timezone.now())
    for copy_id in ended:
        _record(looker, Everything(id=copy_id, organisation_id=organisation_id), "everything.removed", "D")
    transaction.on_commit(tasks.poke)


def _record(looker: Looker, copy: Everything, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=copy.organisation_id,
        event=event,
        action=action,
        object_type="everything",
        object_id=copy.id,
    )
