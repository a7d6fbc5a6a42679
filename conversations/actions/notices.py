"""Telling the patient's side, outside the product, that there is something to read. Never what."""

from __future__ import annotations

from conversations.models import Conversation
from conversations.queries import patient_mark
from notifications.actions import Recipient, notify
from notifications.models import Notice


def tell_patient(conversation: Conversation) -> None:
    """Plan one e-mail: at most one for each time that this conversation is left unread."""
    patient = conversation.patient
    if not patient.person_id or not patient.email:
        return
    mark = patient_mark(conversation)
    to = Recipient(Notice.Channel.EMAIL, patient.email, patient.language, patient.id, patient.person_id)
    key = f"message:{conversation.id}:{mark.number if mark else 0}"
    notify(template=Notice.Template.NEW_MESSAGE, to=to, key=key)
