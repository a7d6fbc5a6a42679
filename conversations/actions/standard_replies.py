"""Prepared texts of a department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit.actions import Looker, record
from conversations import placeholders
from conversations.models import StandardReply
from tenants.models import Department, Membership
from tenants.roles import Act, require


@dataclass(frozen=True, slots=True)
class Words:
    """What a standard reply says, who keeps it right, and when somebody looks at it again."""

    title: str
    text: str
    owner: Membership | None = None
    review_on: date | None = None


def save_standard_reply(
    *,
    member: Membership,
    looker: Looker,
    department: Department | None,
    words: Words,
    known: StandardReply | None = None,
) -> StandardReply:
    """Add or change one; without a department it is the member's own.

    An unknown placeholder is refused here, not when it is used.
    """
    reply = known or StandardReply(
        organisation_id=member.organisation_id,
        department=department,
        member=None if department else member,
    )
    _require_keeper(member, reply)
    reply.title, reply.text = words.title, placeholders.check(words.text)
    reply.owner, reply.review_on = words.owner, words.review_on
    reply.save()
    _log(looker, reply, "U" if known else "C")
    return reply


def remove_standard_reply(*, member: Membership, looker: Looker, reply: StandardReply) -> None:
    """Remove one; messages made with it stay as they are."""
    _require_keeper(member, reply)
    _log(looker, reply, "D")
    reply.delete()


def _require_keeper(member: Membership, reply: StandardReply) -> None:
    """One's own are one's own; those of a department belong to who configures it."""
    if reply.member_id == member.id:
        require(member, Act.WRITE_CONVERSATIONS)
    else:
        require(member, Act.CONFIGURE_DEPARTMENT)


def _log(looker: Looker, reply: StandardReply, action: str) -> None:
    record(
        looker=looker,
        organisation_id=reply.organisation_id,
        event="standard_reply.change",
        action=action,
        object_type="standard_reply",
        object_id=reply.id,
    )
