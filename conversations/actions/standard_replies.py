"""Prepared texts of a department."""

from __future__ import annotations

from audit.actions import Looker, record
from conversations import placeholders
from conversations.models import StandardReply
from tenants.models import Department, Membership
from tenants.roles import Act, require


def save_standard_reply(
    *,
    member: Membership,
    looker: Looker,
    department: Department,
    title: str,
    text: str,
    known: StandardReply | None = None,
) -> StandardReply:
    """Add or change one; an unknown placeholder is refused here, not when it is used."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    reply = known or StandardReply(organisation_id=department.organisation_id, department=department)
    reply.title, reply.text = title, placeholders.check(text)
    reply.save()
    _log(looker, reply, "U" if known else "C")
    return reply


def remove_standard_reply(*, member: Membership, looker: Looker, reply: StandardReply) -> None:
    """Remove one; messages made with it stay as they are."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    _log(looker, reply, "D")
    reply.delete()


def _log(looker: Looker, reply: StandardReply, action: str) -> None:
    record(
        looker=looker,
        organisation_id=reply.organisation_id,
        event="standard_reply.change",
        action=action,
        object_type="standard_reply",
        object_id=reply.id,
    )
