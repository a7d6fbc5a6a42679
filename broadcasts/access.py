"""The only way to a broadcast, and to what it may be for."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from broadcasts.models import Broadcast
from conversations.models import Label
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def access_broadcast(member: Membership, broadcast_id: UUID, *, lock: bool = False) -> Broadcast:
    """A broadcast of the member's organisation; `lock` before changing it."""
    require(member, Act.WRITE_CONVERSATIONS)
    rows = Broadcast.objects.filter(organisation_id=member.organisation_id)
    rows = rows.select_related("department", "author")
    broadcast = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=broadcast_id).first()
    if broadcast is None:
        raise NotFound(_("This message to many patients does not exist."))
    return broadcast


def access_label(member: Membership, label_id: UUID) -> Label:
    """A label of the member's organisation."""
    label = Label.objects.filter(organisation_id=member.organisation_id, id=label_id).first()
    if label is None:
        raise NotFound(_("This label does not exist."))
    return label
