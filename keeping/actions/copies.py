"""A copy of everything: asked by an admin, agreed to by another, given, and thrown away."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from files.models import random_name
from keeping import agreeing, tasks
from keeping.models import Everything
from notifications.models import Notice
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require

KEPT = timedelta(days=7)
PLATFORM = Looker(label="", role="platform")


NO_COPY = (Everything.State.FAILED, Everything.State.REFUSED)


def ask(*, member: Membership, looker: Looker) -> Everything:
    """Ask for a copy, one at a time, and tell every admin; nothing is made yet."""
    require(member, Act.TAKE_ALONG)
    there = Everything.objects.filter(expires_at__gt=timezone.now()).exclude(state__in=NO_COPY)
    if there.exists():
        raise Refused(_("There is a copy already. Remove it first if you want a newer one."))
    copy = Everything.objects.create(asked_by=member, expires_at=timezone.now() + KEPT)
    _record(looker, copy, "everything.asked", "C")
    agreeing.tell_admins(Notice.Template.COPY_ASKED, copy)
    return copy


def agree(*, member: Membership, looker: Looker, copy: Everything) -> None:
    """The second admin agrees, or who is the only one: it is made. `copy` must be locked."""
    require(member, Act.TAKE_ALONG)
    _require_asked(copy)
    agreeing.decide(member, copy)
    _decided(copy, Everything.State.DUE)
    _record(looker, copy, "everything.agreed", "U")
    agreeing.tell_admins(Notice.Template.COPY_AGREED, copy)
    transaction.on_commit(tasks.poke)


def refuse(*, member: Membership, looker: Looker, copy: Everything) -> None:
    """It is not made; who asked may say so as well. `copy` must be locked."""
    require(member, Act.TAKE_ALONG)
    _require_asked(copy)
    agreeing.note(member, copy)
    _decided(copy, Everything.State.REFUSED)
    _record(looker, copy, "everything.refused", "U")


def note_made(copy: Everything) -> None:
    """It is there. In its job scope; a line that every patient of the organisation reads."""
    _record(PLATFORM, copy, "everything.made", "E")


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


def _require_asked(copy: Everything) -> None:
    if not copy.is_asked:
        raise Refused(_("This was decided already."))


def _decided(copy: Everything, state: str) -> None:
    copy.state, copy.expires_at = state, timezone.now() + KEPT
    copy.save(update_fields=["state", "decided_by", "decided_at", "is_alone", "expires_at"])


def _record(looker: Looker, copy: Everything, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=copy.organisation_id,
        event=event,
        action=action,
        object_type="everything",
        object_id=copy.id,
    )
