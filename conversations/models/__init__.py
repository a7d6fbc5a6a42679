"""A conversation's head, its numbered messages, and what the team keeps beside it.

Everything a person writes is sealed (`tenants.envelope`); `places` names where each text stands.
"""

from conversations.models.attachments import Attachment
from conversations.models.labels import ConversationLabel, Label
from conversations.models.mentions import Absence, HandedOver, Mention
from conversations.models.must_read import MustRead, MustReadStep, ReadingLadder
from conversations.models.prepared import Approval, PreparedReply
from conversations.models.reach import SharedConversation
from conversations.models.talk import Conversation, Message, ReadMark
from conversations.models.tasks import Task
from conversations.models.team import Note, StandardReply
from conversations.models.team_tasks import TeamTask

__all__ = [
    "Absence",
    "Approval",
    "Attachment",
    "Conversation",
    "ConversationLabel",
    "HandedOver",
    "Label",
    "Mention",
    "Message",
    "MustRead",
    "MustReadStep",
    "Note",
    "PreparedReply",
    "ReadMark",
    "ReadingLadder",
    "SharedConversation",
    "StandardReply",
    "Task",
    "TeamTask",
]
