"""Who wrote, for whom: "Noor Bakker, mother of Finn"."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Message
from people.models import Representation

Relation = Representation.Relation
# Whole phrases, because languages bend both words.
OF_PATIENT = {
    Relation.MOTHER: _("mother of %(name)s"),
    Relation.FATHER: _("father of %(name)s"),
    Relation.PARENT: _("parent of %(name)s"),
    Relation.PARTNER: _("partner of %(name)s"),
    Relation.CHILD: _("son or daughter of %(name)s"),
    Relation.SIBLING: _("brother or sister of %(name)s"),
    Relation.FRIEND: _("friend of %(name)s"),
    Relation.CARER: _("carer of %(name)s"),
    Relation.GUARDIAN: _("guardian of %(name)s"),
    Relation.OTHER: _("relative of %(name)s"),
}


def of_patient(relation: str, name: str) -> str:
    """A relation with the patient's name."""
    return str(OF_PATIENT[Relation(relation)]) % {"name": name}


def relations_in(conversation: Conversation, messages: Iterable[Message]) -> dict[UUID, str]:
    """What each author who wrote on behalf of the patient is to them; no statement when nobody did."""
    authors = {message.author_id for message in messages if message.on_behalf and message.author_id}
    if not authors:
        return {}
    rows = Representation.objects.filter(patient=conversation.patient_id, person__in=authors)
    name = conversation.patient.given_name
    return {
        person: of_patient(relation, name) for person, relation in rows.values_list("person_id", "relation")
    }
