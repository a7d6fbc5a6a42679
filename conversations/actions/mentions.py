"""Naming a colleague in a note, and having seen that one was named."""

from __future__ import annotations

from django.utils import timezone

from conversations.actions.notices import tell_colleague
from conversations.events import team_task_changed
from conversations.mentioning import named_in
from conversations.models import Conversation, Mention, Note
from conversations.team_work import may_be_named
from realtime.events import publish
from tenants.models import Membership


def keep_mentions(*, member: Membership, conversation: Conversation, note: Note, text: str) -> list[Mention]:
    """Remember who is named in a note. Only who may reach the conversation can be."""
    if "@" not in text:
        return []
    named = [each for each in named_in(text, may_be_named()) if each.id != member.id]
    mentions = [
        Mention(
            organisation_id=conversation.organisation_id, conversation=conversation, note=note, member=each
        )
        for each in named
    ]
    for each in named:
        tell_colleague(member=each, conversation=conversation)
    return Mention.objects.bulk_create(mentions)


def see_mentions(*, member: Membership, conversation: Conversation) -> None:
    """This member has the conversation open: what named them in it is no longer new."""
    fresh = Mention.objects.filter(conversation=conversation, member=member, seen_at=None)
    if fresh.update(seen_at=timezone.now()):
        publish(
            team_task_changed(department_ids=[conversation.department_id], conversation_id=conversation.id)
        )


def see_all_mentions(*, member: Membership) -> None:
    """This member has seen the whole list."""
    Mention.objects.filter(member=member, seen_at=None).update(seen_at=timezone.now())
