"""Sends the answers whose hour has come, each as its author, in a scope of its own. Outside any scope."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import Error, connection
from django.db.models.functions import Now

from audit.actions import Looker
from conversations.actions.prepared_replies import Hand, send_if_right
from conversations.models import Conversation, PreparedReply
from rowsecurity.scopes import job_scope
from tenants import promise
from tenants.models import Department
from tenants.timetable import desk_of

logger = logging.getLogger("conversations")
State = PreparedReply.State


def next_opening_of(department: Department, now: datetime) -> datetime | None:
    """When the department opens next; while it is open, the opening after it has been closed."""
    timetable = desk_of(department).timetable
    return promise.next_opening(timetable, promise.closing(timetable, now) or now)


def send_due_replies(organisation_id: UUID) -> int:
    """Send what is due in one organisation; returns how many were looked at."""
    with job_scope(organisation_id):
        due = PreparedReply.objects.filter(state=State.PLANNED, send_at__lte=Now()).order_by("send_at")
        found = list(due.values_list("id", "conversation_id", "author__person_id")[:200])
    return sum(_one(organisation_id, *each) for each in found)


def _one(organisation_id: UUID, prepared_id: UUID, conversation_id: UUID, person_id: UUID) -> int:
    try:
        with job_scope(organisation_id, person_id):
            return _send(prepared_id, conversation_id)
    except Exception as error:  # the border of a process: one answer must not stop the others
        if isinstance(error, Error) and not connection.is_usable():
            raise
        logger.error("prepared reply %s failed: %s", prepared_id, type(error).__name__)
        return 0


def _send(prepared_id: UUID, conversation_id: UUID) -> int:
    # The head first, as everywhere; two at once wait here, and the second finds it sent.
    heads = Conversation.objects.select_related("patient", "department", "assignee")
    conversation = heads.select_for_update(of=("self",)).get(id=conversation_id)
    rows = PreparedReply.objects.select_related("author").select_for_update(of=("self",))
    prepared = rows.filter(id=prepared_id, state=State.PLANNED, send_at__lte=Now()).first()
    if prepared is None:
        return 0
    author = prepared.author
    looker = Looker(label=author.label[:120], role=author.roles[0] if author.roles else "")
    send_if_right(Hand(author, looker, conversation, prepared))
    return 1
