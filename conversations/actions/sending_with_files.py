"""Sending with files from the asynchronous edge: not a measured path, so one ordinary scope in one thread."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils.translation import gettext as _

from conversations.access import access_conversation, access_own_conversation
from conversations.actions.attaching import attach, prepare
from conversations.actions.messages import send_message
from conversations.actions.questions import write_with_files
from conversations.actions.sending_now import Draft
from conversations.approval import refuse_unapproved
from conversations.models import Message
from conversations.sending import Sending, Sent
from people.models import Person
from rowsecurity.errors import NotFound
from rowsecurity.scopes import open_scope
from tenants.models import Membership
from tenants.roles import Act, require


async def send_with_files(draft: Draft, file_ids: Sequence[UUID]) -> Sent:
    """Send one message with its files as its sender; returns after the commit."""
    return await sync_to_async(_send, thread_sensitive=True)(draft, file_ids)


def _send(draft: Draft, file_ids: Sequence[UUID]) -> Sent:
    try:
        with open_scope(draft.sender):
            return _from_team(draft, file_ids) if draft.is_from_team else _own(draft, file_ids)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _own(draft: Draft, file_ids: Sequence[UUID]) -> Sent:
    assert draft.sender.actor_id is not None
    person = Person.objects.filter(id=draft.sender.actor_id, is_active=True).first()
    if person is None:
        raise NotFound(_("This conversation does not exist, or you cannot write in it."))
    conversation = access_own_conversation(person, draft.conversation_id)
    return write_with_files(
        conversation=conversation,
        author_id=person.id,
        client_id=draft.client_id,
        text=draft.text,
        file_ids=file_ids,
        source=draft.source,
    )


def _from_team(draft: Draft, file_ids: Sequence[UUID]) -> Sent:
    assert draft.sender.actor_id is not None
    member = Membership.objects.filter(person_id=draft.sender.actor_id, ended_at=None).first()
    if member is None:
        raise NotFound(_("This conversation does not exist, or you cannot write in it."))
    require(member, Act.WRITE_CONVERSATIONS)
    conversation = access_conversation(member, draft.conversation_id)
    refuse_unapproved(member, conversation)
    prepared = prepare(
        conversation=conversation,
        author_id=member.person_id,
        client_id=draft.client_id,
        text=draft.text,
        file_ids=file_ids,
    )
    sending = Sending(
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        client_id=draft.client_id,
        text=prepared.text,
        side=Message.Side.TEAM,
        source=draft.source,
    )
    sent = send_message(sending)
    attach(conversation=conversation, sent=sent, prepared=prepared)
    return sent
