"""What the labels of the team are, and which conversation has which."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conversations.models import Conversation, ConversationLabel, Label
from rowsecurity.errors import NotFound
from tenants.models import Department, Membership


def labels_of(heads: Iterable[Conversation]) -> dict[UUID, list[Label]]:
    """The labels of each head, by name."""
    wanted = [head.id for head in heads]
    given = ConversationLabel.objects.filter(conversation__in=wanted).select_related("label")
    found: dict[UUID, list[Label]] = {}
    for each in given.order_by("label__name"):
        found.setdefault(each.conversation_id, []).append(each.label)
    return found


def labels_for(department: Department) -> QuerySet[Label]:
    """What can be put on a conversation of a department: its own labels and those of everybody."""
    return Label.objects.filter(Q(department=None) | Q(department=department), retired_at=None)


def access_label(member: Membership, label_id: UUID) -> Label:
    """A label of the member's organisation, retired or not."""
    rows = Label.objects.filter(organisation_id=member.organisation_id).select_related("department")
    label = rows.filter(id=label_id).first()
    if label is None:
        raise NotFound(_("This label does not exist."))
    return label
