"""Answering what was asked with a button. In a person scope; the task is locked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations.actions.messages import send_message
from conversations.actions.questions import write
from conversations.date_answers import UNKNOWN, plausible
from conversations.events import conversation_changed
from conversations.models import Message, Task
from conversations.sending import Sending
from realtime.events import publish
from rowsecurity.errors import Refused

_dated: list[Callable[[Task], None]] = []


def answer_task(*, task: Task, key: str, source: str) -> None:
    """Do what the button says: done, an explanation as an automatic message, or a question to the team."""
    choice = next((each for each in task.choices if each["key"] == key), None)
    if choice is None:
        raise Refused(_("This answer does not exist (any more)."))
    if not task.is_open or choice["effect"] in (Task.Effect.OPEN, Task.Effect.DATE):
        return
    if choice["effect"] == Task.Effect.EXPLAIN:
        _explain(task, choice, source)
        return
    if choice["effect"] == Task.Effect.ASK_TEAM:
        text = choice.get("text") or choice["label"]
        write(conversation=task.conversation, client_id=uuid5(task.id, key), text=text, source=source)
    _answered(task, key)


def answer_date(*, task: Task, typed: str, looker: Looker) -> None:
    """Keep the date that was entered, or entered instead; an empty one is not known (yet)."""
    if not task.is_date or task.withdrawn_at is not None:
        raise Refused(_("This date is not asked any more."))
    answer = plausible(typed, has_time=task.has_time, now=timezone.now()) if typed else UNKNOWN
    if answer == task.answer:
        return
    _answered(task, answer)
    record(
        looker=looker,
        organisation_id=task.organisation_id,
        event="task.dated",
        action="U",
        object_type="task",
        object_id=task.id,
        patient_id=task.patient_id,
    )
    for hear in _dated:
        hear(task)


def on_dated(hear: Callable[[Task], None]) -> None:
    """Call `hear` when a date was entered, in the transaction and scope of who did; for the apps above."""
    _dated.append(hear)


def _answered(task: Task, answer: str) -> None:
    Task.objects.filter(id=task.id).update(answer=answer, answered_at=timezone.now())
    publish(
        conversation_changed(
            conversation_id=task.conversation_id,
            department_ids=[task.conversation.department_id],
            patient_id=task.patient_id,
        )
    )


def _explain(task: Task, choice: dict[str, str], source: str) -> None:
    department = task.conversation.department
    send_message(
        Sending(
            organisation_id=task.organisation_id,
            conversation_id=task.conversation_id,
            # Asked again, it is the same message, not another one.
            client_id=uuid5(task.id, choice["key"]),
            text=choice.get("text") or department.where_to_go or _("Call us: %s.") % department.phone,
            side=Message.Side.SYSTEM,
            kind=Message.Kind.AUTOMATIC,
            label=department.name,
            source=source,
        )
    )
