"""The only way to a participation, from either side. Strangers get `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from conversations.models import Conversation
from network import doors
from network.doors import Desk, Shared
from network.models import Participation
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def access_shared(member: Membership, participation_id: UUID) -> Shared:
    """A conversation of another organisation, as a department that takes part in it may read it."""
    require(member, Act.READ_CONVERSATIONS)
    found = doors.conversations(participation_id)
    if not found:
        raise NotFound(_("Your department does not take part in this conversation (any more)."))
    return found[0]


def access_partner(member: Membership, conversation: Conversation, participation_id: UUID) -> Participation:
    """Who takes or took part in a conversation of the member's own organisation."""
    rows = Participation.objects.filter(organisation_id=member.organisation_id, conversation=conversation)
    participation = rows.select_related("partner").filter(id=participation_id).first()
    if participation is None:
        raise NotFound(_("This department does not take part in this conversation."))
    return participation


def access_desk(department_id: UUID) -> Desk:
    """A department of another organisation that agreed to be found."""
    found = next((desk for desk in doors.departments() if desk.id == department_id), None)
    if found is None:
        raise NotFound(_("This department cannot be invited (any more)."))
    return found
