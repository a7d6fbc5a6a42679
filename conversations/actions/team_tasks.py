"""Work that colleagues give each other: made, done, put off, given away; and back at its moment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations import away, places
from conversations.events import team_task_changed
from conversations.models import Conversation, TeamTask
from conversations.sending import check_text
from people.models import Patient
from realtime.events import publish
from rowsecurity.errors import Refused
from tenants import envelope
from tenants.models import Department, Membership
from tenants.roles import Act, may, require


def create_team_task(
    *,
    department: Department,
    kind: str,
    text: str,
    due_at: datetime,
    patient: Patient | None = None,
    conversation: Conversation | None = None,
    assignee: Membership | None = None,
    author: Membership | None = None,
    looker: Looker | None = None,
    task_id: UUID | None = None,
) -> TeamTask:
    """Plan work for a department, or for one member of it, in the organisation of the scope.

    Without `author` the platform asks it. About a conversation it is about that conversation's patient.
    """
    if author:
        require(author, Act.WRITE_CONVERSATIONS)
    assignee = _receiver(assignee)
    about = conversation.patient if conversation else patient
    task = TeamTask(
        id=task_id or uuid4(),
        organisation_id=department.organisation_id,
        department=department,
        assignee=assignee,
        author=author,
        patient=about,
        conversation=conversation,
        kind=TeamTask.Kind(kind),
        due_at=due_at,
    )
    place = places.team_task(task.id)
    task.text_sealed = envelope.seal(task.organisation_id, place, check_text(text))
    task.save(force_insert=True)
    _leave_behind(task, looker, "team_task.made", "C")
    return task


def finish_team_task(*, member: Membership, looker: Looker, task: TeamTask) -> None:
    """It is done. `task` is locked, here and below."""
    require(member, Act.WRITE_CONVERSATIONS)
    if task.is_done:
        return
    task.done_at, task.done_by = timezone.now(), member
    task.save(update_fields=["done_at", "done_by"])
    _leave_behind(task, looker, "team_task.done", "U")


def end_team_task(task_id: UUID) -> None:
    """What the platform asked is needed no more; done already, nothing happens. In a job scope."""
    task = TeamTask.objects.select_for_update().filter(id=task_id, done_at=None).first()
    if task is not None:
        task.done_at = timezone.now()
        task.save(update_fields=["done_at"])
        _leave_behind(task, None, "team_task.done", "U")


def take_up_team_task(*, member: Membership, looker: Looker, task: TeamTask) -> None:
    """It was not done after all: the way back from a wrong click."""
    require(member, Act.WRITE_CONVERSATIONS)
    task.done_at = task.done_by = None
    task.save(update_fields=["done_at", "done_by"])
    _leave_behind(task, looker, "team_task.moved", "U")


def snooze_team_task(*, member: Membership, looker: Looker, task: TeamTask, until: datetime) -> None:
    """Put it off; it comes back by itself at that moment."""
    require(member, Act.WRITE_CONVERSATIONS)
    if task.is_done:
        raise Refused(_("This task is done already."))
    if until <= timezone.now():
        raise Refused(_("Choose a moment that is still to come."))
    task.due_at, task.told_at = until, None
    task.times_snoozed = min(task.times_snoozed + 1, 32_000)
    task.save(update_fields=["due_at", "told_at", "times_snoozed"])
    _leave_behind(task, looker, "team_task.moved", "U")


def reassign_team_task(*, member: Membership, looker: Looker, task: TeamTask, to: Membership | None) -> None:
    """Give it to a colleague, or back to everybody of the department."""
    require(member, Act.WRITE_CONVERSATIONS)
    task.assignee = _receiver(to)
    task.save(update_fields=["assignee"])
    _leave_behind(task, looker, "team_task.moved", "U")


def bring_back_due_tasks() -> int:
    """Say of each task whose moment has come, once, that it is back; in the job scope of an organisation."""
    due = TeamTask.objects.filter(done_at=None, told_at=None, due_at__lte=Now())
    tasks = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("due_at")[:500])
    TeamTask.objects.filter(id__in=[task.id for task in tasks]).update(told_at=Now())
    for task in tasks:
        _tell(task)
    return len(tasks)


def _receiver(assignee: Membership | None) -> Membership | None:
    """The colleague, or who stands in for them; who does not answer patients gets nothing."""
    if assignee and not may(assignee, Act.WRITE_CONVERSATIONS):
        sentence = _("%(name)s does not answer patients. Choose somebody else.")
        raise Refused(sentence % {"name": assignee.display_name})
    return away.stand_in_for(assignee) if assignee else None


def _leave_behind(task: TeamTask, looker: Looker | None, event: str, action: str) -> None:
    record(
        looker=looker or Looker(label="", role="platform"),
        organisation_id=task.organisation_id,
        event=event,
        action=action,
        object_type="team_task",
        object_id=task.id,
        patient_id=task.patient_id,
    )
    _tell(task)


def _tell(task: TeamTask) -> None:
    about: UUID | None = task.conversation_id
    publish(team_task_changed(department_ids=[task.department_id], conversation_id=about))
