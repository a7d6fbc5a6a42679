"""The standard replies of a department, filled in for one conversation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from conversations import placeholders, queries
from conversations.models import Conversation
from tenants.models import Membership, Organisation


@dataclass(frozen=True, slots=True)
class FilledReply:
    id: UUID
    title: str
    text: str
    is_personal: bool = False


def filled_replies(
    member: Membership, conversation: Conversation, organisation: Organisation
) -> list[FilledReply]:
    """Ready to put into the composer of this member."""
    values = {
        "voornaam": conversation.patient.given_name,
        "achternaam": conversation.patient.family_name,
        "afdeling": conversation.department.name,
        "organisatie": organisation.name,
        "medewerker": member.display_name,
        "telefoon": conversation.department.phone,
    }
    return [
        FilledReply(each.id, each.title, placeholders.fill(each.text, values), each.is_personal)
        for each in queries.standard_replies(conversation.department, member)
    ]
