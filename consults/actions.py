"""Marking a conversation as a written consult, taking that back, and letting a department charge."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit.actions import Looker
from consults import queries, rules
from consults.models import Charging, WrittenConsult
from conversations.actions.records import log, wake
from conversations.models import Conversation
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a clinician declares; `replaces` is one of `WrittenConsult.Replaces`, or empty."""

    is_medical: bool = False
    replaces: str = ""
    is_reported: bool = False


class Unmet(Refused):
    """Conditions that are not met, each as a sentence."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def mark(
    *, member: Membership, looker: Looker, conversation: Conversation, declaration: Declaration
) -> WrittenConsult:
    """Mark it when every condition is met; raises `Unmet` with each that is not. `conversation` is locked."""
    require(member, Act.MARK_CONSULT)
    known = queries.consult_of(conversation)
    if known:
        return known
    replaces = declaration.replaces if declaration.replaces in WrittenConsult.Replaces.values else ""
    facts = replace(
        queries.facts_of(conversation),
        is_medical=declaration.is_medical,
        replaces_visit=bool(replaces),
        is_reported=declaration.is_reported,
    )
    sentences = rules.unmet(facts)
    if sentences:
        raise Unmet(sentences)
    consult = WrittenConsult.objects.create(
        organisation_id=conversation.organisation_id,
        conversation=conversation,
        patient_id=conversation.patient_id,
        department_id=conversation.department_id,
        marked_by=member,
        replaces=replaces,
    )
    log(looker=looker, conversation=conversation, event="consult.marked", action="C")
    wake(conversation)
    return consult


def withdraw(*, member: Membership, looker: Looker, conversation: Conversation) -> None:
    """It was no consult after all. `conversation` is locked."""
    require(member, Act.MARK_CONSULT)
    known = queries.consult_of(conversation)
    if known is None:
        raise Refused(_("This conversation is not marked as a written consult."))
    WrittenConsult.objects.filter(id=known.id).update(withdrawn_at=Now())
    log(looker=looker, conversation=conversation, event="consult.withdrawn", action="U")
    wake(conversation)


def set_charging(*, member: Membership, department: Department, may_charge: bool) -> None:
    """Let a department charge from now on, or no longer."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if not may_charge:
        Charging.objects.filter(department=department).delete()
        return
    statement = """INSERT INTO consults_charging (id, organisation_id, department_id)
      VALUES (gen_random_uuid(), %s, %s) ON CONFLICT DO NOTHING"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [department.organisation_id, department.id])


def told(*, conversation: Conversation) -> None:
    """The page on which this was asked said that it may be charged. In a person scope."""
    statement = """INSERT INTO consults_told (id, organisation_id, conversation_id)
      VALUES (gen_random_uuid(), %s, %s) ON CONFLICT DO NOTHING"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [conversation.organisation_id, conversation.id])
