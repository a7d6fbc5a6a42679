"""Sends what was agreed to, a few patients a transaction. A worker that dies leaves the rest to another."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from broadcasts.models import Broadcast, BroadcastRecipient
from conversations import placeholders
from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.actions.notices import tell_patient
from conversations.models import Conversation, Message
from conversations.sending import MAX_LENGTH, Sending
from people.models import Patient
from tenants.models import Organisation

AT_ONCE = 20


def send_some(*, broadcast_id: UUID) -> bool:
    """Send to the next few patients; returns whether there may be more. In a job scope in the author's name.

    The ids of conversation and message come from broadcast and patient, so sending again is sending once.
    """
    rows = Broadcast.objects.select_related("department", "author").select_for_update(of=("self",))
    broadcast = rows.filter(id=broadcast_id).first()
    if broadcast is None or not broadcast.is_sending:
        return False
    due = BroadcastRecipient.objects.filter(broadcast=broadcast, is_reachable=True, sent_at=None)
    due = due.filter(patient__deceased_on=None)  # since it was agreed to
    found = list(due.select_related("patient").order_by("id")[:AT_ONCE])
    organisation = Organisation.objects.get(id=broadcast.organisation_id)
    for recipient in found:
        _send(broadcast, recipient, filled(broadcast, recipient.patient, organisation))
    if len(found) < AT_ONCE:
        broadcast.done_at = Now()
        broadcast.save(update_fields=["done_at"])
    return len(found) == AT_ONCE


def filled(broadcast: Broadcast, patient: Patient, organisation: Organisation) -> str:
    """The text as this patient reads it."""
    values = {
        "voornaam": patient.given_name,
        "achternaam": patient.family_name,
        "afdeling": broadcast.department.name,
        "organisatie": organisation.name,
        "medewerker": broadcast.author.display_name,
        "telefoon": broadcast.department.phone,
    }
    return placeholders.fill(broadcast.text, values)[:MAX_LENGTH]


def _send(broadcast: Broadcast, recipient: BroadcastRecipient, text: str) -> None:
    conversation = start_conversation(
        patient=recipient.patient,
        department=broadcast.department,
        subject=broadcast.subject or _("Message"),
        conversation_id=uuid5(broadcast.id, str(recipient.patient_id)),
    )
    sent = send_message(
        Sending(
            organisation_id=broadcast.organisation_id,
            conversation_id=conversation.id,
            client_id=uuid5(conversation.id, "broadcast"),
            text=text,
            side=Message.Side.TEAM,
        )
    )
    recipient.conversation, recipient.number, recipient.sent_at = conversation, sent.number, sent.sent_at
    recipient.save(update_fields=["conversation", "number", "sent_at"])
    tell_patient(Conversation.objects.select_related("patient").get(id=conversation.id))
