"""Telling the patient's side, outside the product, that there is something to read. Never what."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from conversations.models import Conversation, ReadMark
from conversations.readers import readers_of
from notifications.actions import Recipient, notify, to_person
from notifications.models import Notice
from tenants.models import Membership

AGAIN_AFTER = timedelta(hours=1)


def tell_patient(
    conversation: Conversation, *, template: Notice.Template = Notice.Template.NEW_MESSAGE
) -> None:
    """Tell who reads along that there is something, each as they wish for this kind of notice.

    Not for each of ten messages in a row: once until it is read, and once more after an hour. Nobody is told
    that there is something for who has died.
    """
    if conversation.patient.deceased_on is not None:
        return
    readers = [reader.person_id for reader in readers_of(conversation)]
    marks = ReadMark.objects.filter(conversation=conversation, person__in=readers)
    read = dict(marks.values_list("person_id", "number"))
    kind = "message" if template == Notice.Template.NEW_MESSAGE else template.value
    stems = {each: f"{kind}:{conversation.id}:{each}:{read.get(each, 0)}:" for each in readers}
    lately = Notice.objects.filter(
        about=conversation.id, person__in=readers, created_at__gt=Now() - AGAIN_AFTER
    )
    told = tuple(lately.values_list("key", flat=True))
    for person_id, stem in stems.items():
        if not any(key.startswith(stem) for key in told):
            to = to_person(person_id, patient_id=conversation.patient_id)
            key = f"{stem}{conversation.last_number}"
            notify(template=template, to=to, key=key, about=conversation.id)


def tell_of_reminder(conversation: Conversation) -> None:
    """Tell of what a care path says: who reads along, or by e-mail a patient who has no account yet."""
    patient = conversation.patient
    tell_patient(conversation, template=Notice.Template.VISIT)
    if patient.person_id is None and patient.email:
        to = Recipient(Notice.Channel.EMAIL, patient.email, patient.language, patient.id)
        key = f"{Notice.Template.VISIT}:{patient.id}:{timezone.now():%Y%m%d%H}"
        notify(template=Notice.Template.VISIT, to=to, key=key)


def tell_colleague(*, member: Membership, conversation: Conversation) -> None:
    """Tell somebody at work, in their own browsers only; once an hour for a conversation."""
    hour = timezone.now().strftime("%Y%m%d%H")
    notify(
        template=Notice.Template.WORK,
        to=to_person(member.person_id),
        key=f"work:{conversation.id}:{member.id}:{hour}",
        about=conversation.id,
    )


def is_unread(notice: Notice) -> bool:
    """Whether its person has not read everything of the conversation by now; for `notifications`."""
    assert notice.about is not None and notice.person_id is not None, "it is to somebody, about something"
    conversation = Conversation.objects.filter(id=notice.about).first()
    if conversation is None:
        return False
    read = ReadMark.objects.filter(conversation=conversation, person_id=notice.person_id)
    return not read.filter(number__gte=conversation.last_number).exists()
