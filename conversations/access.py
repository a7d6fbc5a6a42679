"""The only way to a conversation. Filters itself, row security under it; strangers get `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.models import Conversation
from people.models import Person
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def of_person(person: Person) -> QuerySet[Conversation]:
    """Conversations this patient or relative may read, over all organisations. In a person scope."""
    now = timezone.now()
    mine = Q(patient__person=person)
    represented = Q(patient__representations__person=person, patient__representations__starts_at__lte=now) & (
        Q(patient__representations__ends_at=None) | Q(patient__representations__ends_at__gt=now)
    )
    return Conversation.objects.filter(mine | represented).distinct()


def access_own_conversation(person: Person, conversation_id: UUID) -> Conversation:
    """A conversation as its patient's side may read it."""
    return _found(of_person(person).select_related("patient", "department", "organisation"), conversation_id)


def access_conversation(member: Membership, conversation_id: UUID, *, lock: bool = False) -> Conversation:
    """A conversation as a member of its organisation may read it; `lock` before changing its head."""
    require(member, Act.READ_CONVERSATIONS)
    rows = Conversation.objects.filter(organisation_id=member.organisation_id)
    if lock:
        return _found(rows.select_for_update(), conversation_id)
    return _found(rows.select_related("patient", "department", "assignee"), conversation_id)


def _found(rows: QuerySet[Conversation], conversation_id: UUID) -> Conversation:
    conversation = rows.filter(id=conversation_id).first()
    if conversation is None:
        raise NotFound(_("This conversation does not exist, or is not meant for you."))
    return conversation
