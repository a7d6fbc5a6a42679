"""What the labels of the team are, and which conversation has which."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conversations.kept_statement import KeptStatement
from conversations.models import Conversation, Label
from conversations.queues import Place
from rowsecurity.errors import NotFound
from rowsecurity.kept import Asked
from tenants.models import Department, Membership

# By hand: asked at every page of a queue, and an array is the same statement for any number.
LABELS_OF = """
SELECT {columns}, given.conversation_id
FROM conversations_conversationlabel given
JOIN conversations_label label ON label.organisation_id = given.organisation_id AND label.id = given.label_id
WHERE given.conversation_id = ANY(%s::uuid[])
ORDER BY label.name
"""


def labels_of(heads: Iterable[Conversation]) -> dict[UUID, list[Label]]:
    """The labels of each head, by name."""
    wanted = [head.id for head in heads]
    columns = ", ".join(f"label.{each.column}" for each in Label._meta.fields)
    found: dict[UUID, list[Label]] = {}
    for label in Label.objects.raw(LABELS_OF.format(columns=columns), [wanted]) if wanted else ():
        found.setdefault(label.conversation_id, []).append(label)  # type: ignore[attr-defined]
    return found


def labels_for(department: Department) -> QuerySet[Label]:
    """What can be put on a conversation of a department: its own labels and those of everybody."""
    return Label.objects.filter(Q(department=None) | Q(department=department), retired_at=None)


def ask_labels(place: Place) -> Asked[Label]:
    """The same, for every page of a queue; it may travel with others (`rowsecurity.one_trip`)."""
    return _beside().ask(place)


@lru_cache
def _beside() -> KeptStatement[Label]:
    return KeptStatement(lambda place: labels_for(place.department))


def access_label(member: Membership, label_id: UUID) -> Label:
    """A label of the member's organisation, retired or not."""
    rows = Label.objects.filter(organisation_id=member.organisation_id).select_related("department")
    label = rows.filter(id=label_id).first()
    if label is None:
        raise NotFound(_("This label does not exist."))
    return label
