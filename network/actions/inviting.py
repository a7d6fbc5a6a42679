"""Letting a department of another organisation into one conversation, and out. `conversation` is locked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.messages import send_message
from conversations.actions.records import log
from conversations.events import conversation_changed
from conversations.models import Conversation, Message
from conversations.sending import Sending, check_text
from network.doors import Desk
from network.models import Findable, Participation
from realtime.events import publish
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require


@dataclass(frozen=True, slots=True)
class Terms:
    """What a department is let in for. Without `from_start` it reads only what is written from now on."""

    question: str = ""
    may_write: bool = True
    from_start: bool = True


def invite(
    *, member: Membership, looker: Looker, conversation: Conversation, desk: Desk, terms: Terms
) -> Participation:
    """Let a department in at once. The patient's side reads who it is, and the question if there is one."""
    require(member, Act.SHARE)
    if conversation.is_closed:
        raise Refused(_("This conversation is closed. Reopen it before you invite somebody."))
    present = Participation.objects.filter(conversation=conversation, ended_at=None)
    if present.filter(partner_department_id=desk.id).exists():
        raise Refused(
            _("%(department)s takes part in this conversation already.") % {"department": desk.name}
        )
    first = 1 if terms.from_start else conversation.last_number + 1
    participation = Participation(
        conversation=conversation,
        patient_id=conversation.patient_id,
        partner_id=desk.organisation_id,
        partner_department_id=desk.id,
        department_name=desk.name,
        invited_by=member,
        may_write=terms.may_write,
        from_number=first,
        asked_at=timezone.now() if terms.question.strip() else None,
    )
    participation.save(force_insert=True)
    with translation.override(conversation.patient.reads_in):
        sentences = {
            True: _("%(partner)s reads and writes along in this conversation from now on."),
            False: _("%(partner)s reads along in this conversation from now on."),
        }
    _say(conversation, looker, sentences[terms.may_write] % {"partner": participation.name})
    if terms.question.strip():
        _ask(conversation, looker, terms.question)
    log(looker=looker, conversation=conversation, event="network.invited", action="U")
    _wake(conversation, participation)
    return participation


def remove(
    *, member: Membership, looker: Looker, conversation: Conversation, participation: Participation
) -> None:
    """Take a department out: its next read finds nothing, and screens that are open are told to look."""
    require(member, Act.SHARE)
    if participation.ended_at:
        return
    with translation.override(conversation.patient.reads_in):
        sentence = _("%(partner)s takes part in this conversation no longer.")
    _say(conversation, looker, sentence % {"partner": participation.name})
    participation.ended_at, participation.ended_by = Now(), Participation.EndedBy.OWNER
    participation.asked_at = None
    participation.save(update_fields=["ended_at", "ended_by", "asked_at"])
    log(looker=looker, conversation=conversation, event="network.removed", action="U")
    _wake(conversation, participation)


def ask_again(
    *, member: Membership, looker: Looker, conversation: Conversation, participation: Participation
) -> None:
    """Put the conversation among what the partner is asked to react to."""
    require(member, Act.WRITE_CONVERSATIONS)
    if participation.ended_at:
        raise Refused(
            _("%(partner)s takes part in this conversation no longer.") % {"partner": participation.name}
        )
    participation.asked_at = timezone.now()
    participation.save(update_fields=["asked_at"])
    log(looker=looker, conversation=conversation, event="network.asked", action="U")
    _wake(conversation, participation)


def set_findable(*, member: Membership, department: Department, is_findable: bool) -> None:
    """Agree, or agree no longer, that other organisations find and invite this department."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if not is_findable:
        Findable.objects.filter(department=department).delete()
        return
    statement = """INSERT INTO network_findable (id, organisation_id, department_id)
      VALUES (gen_random_uuid(), %s, %s) ON CONFLICT DO NOTHING"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [department.organisation_id, department.id])


def _say(conversation: Conversation, looker: Looker, sentence: str) -> None:
    send_message(
        Sending(
            organisation_id=conversation.organisation_id,
            conversation_id=conversation.id,
            client_id=uuid4(),
            text=sentence,
            side=Message.Side.SYSTEM,
            kind=Message.Kind.EVENT,
            label=conversation.department.name,
            source=looker.source,
        )
    )


def _ask(conversation: Conversation, looker: Looker, question: str) -> None:
    """Ask it where the patient reads it too. What the patient waits for, this does not answer."""
    waits = {"waiting_since": conversation.waiting_since, "answer_due_at": conversation.answer_due_at}
    send_message(
        Sending(
            organisation_id=conversation.organisation_id,
            conversation_id=conversation.id,
            client_id=uuid4(),
            text=check_text(question),
            side=Message.Side.TEAM,
            source=looker.source,
        )
    )
    Conversation.objects.filter(id=conversation.id).update(**waits)


def _wake(conversation: Conversation, participation: Participation) -> None:
    departments: list[UUID] = [conversation.department_id, participation.partner_department_id]
    publish(
        conversation_changed(
            conversation_id=conversation.id, department_ids=departments, patient_id=conversation.patient_id
        )
    )
