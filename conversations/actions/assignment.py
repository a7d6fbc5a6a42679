"""Who of the team answers: take, give back, assign. `conversation` is locked in all of these."""

from __future__ import annotations

from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations import away
from conversations.actions.notices import tell_colleague
from conversations.actions.records import keep_history
from conversations.history import Happening
from conversations.models import Conversation
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, may, require


def take(*, member: Membership, looker: Looker, conversation: Conversation) -> None:
    """Make it one's own. Of two at once one wins, and the other is told who."""
    require(member, Act.WRITE_CONVERSATIONS)
    if conversation.assignee_id == member.id:
        return
    if conversation.assignee:
        sentence = _("%(name)s was first and answers this conversation.")
        raise Refused(sentence % {"name": conversation.assignee.display_name})
    _give(conversation, member)
    keep_history(member=member, looker=looker, conversation=conversation, happening=Happening.TAKEN)


def release(*, member: Membership, looker: Looker, conversation: Conversation) -> None:
    """Give it back to the queue."""
    require(member, Act.WRITE_CONVERSATIONS)
    if conversation.assignee_id is None:
        return
    _give(conversation, None)
    keep_history(member=member, looker=looker, conversation=conversation, happening=Happening.RELEASED)


def assign(*, member: Membership, looker: Looker, conversation: Conversation, to: Membership) -> None:
    """Give it to a colleague, or take it over from one."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not may(to, Act.WRITE_CONVERSATIONS):
        raise Refused(
            _("%(name)s does not answer patients. Choose somebody else.") % {"name": to.display_name}
        )
    if conversation.assignee_id == to.id:
        return
    if to.id != member.id and _stands_in(member, looker, conversation, to):
        return
    _give(conversation, to)
    if to.id != member.id:
        tell_colleague(member=to, conversation=conversation)
    happening = Happening.TAKEN if to.id == member.id else Happening.ASSIGNED
    keep_history(
        member=member, looker=looker, conversation=conversation, happening=happening, to=to.display_name
    )


def _stands_in(member: Membership, looker: Looker, conversation: Conversation, to: Membership) -> bool:
    """Who is away gets nothing: it goes to the stand-in, or to the queue of the department."""
    stand_in = away.stand_in_for(to)
    if stand_in and stand_in.id == to.id:
        return False
    _give(conversation, stand_in)
    receiver = stand_in.display_name if stand_in else conversation.department.name
    keep_history(
        member=member,
        looker=looker,
        conversation=conversation,
        happening=Happening.HANDED_OVER,
        left_department_id=None,
        **{"from": to.display_name, "to": receiver},
    )
    return True


def _give(conversation: Conversation, to: Membership | None) -> None:
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
