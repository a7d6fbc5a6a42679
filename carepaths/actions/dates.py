"""Dates that a patient enters: asked in the thread, taken from the answer, and not asked when they are known.

The patient answers a task of the conversation, in a scope of their own; what follows happens in the job scope
of the organisation, after a poke or with the next poll, so that no answer is lost.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from carepaths import wording
from carepaths.actions.doing import conversation_of
from carepaths.actions.following import renew_plan
from carepaths.models import Enrolment, EnrolmentAnchor, PathAnchor, Visit
from conversations.actions import asking
from conversations.actions.notices import tell_of_reminder
from conversations.models import Task

Status = Enrolment.Status
# Answers are looked for many times within it; what is older was seen.
RECENT = timedelta(days=1)
AT_ONCE = 200


def look_after() -> int:
    """Ask what was not asked, take what was answered, take back what need not be asked; in a job scope."""
    return _ask_all() + _take_all() + _take_back_all()


def _rows() -> QuerySet[EnrolmentAnchor]:
    """Moments that patients enter."""
    theirs = PathAnchor.objects.filter(
        version=OuterRef("enrolment__version"), key=OuterRef("key"), source=PathAnchor.Source.PATIENT
    )
    return EnrolmentAnchor.objects.filter(Exists(theirs))


def _ask_all() -> int:
    waiting = _rows().filter(asked_at=None, moment=None, enrolment__status=Status.ACTIVE)
    ids = list(waiting.order_by("id").values_list("enrolment_id", flat=True)[:AT_ONCE])
    for enrolment_id in dict.fromkeys(ids):
        enrolment = _locked(enrolment_id)
        for row in _rows().filter(enrolment=enrolment, asked_at=None, moment=None):
            _ask(enrolment, row)
    return len(ids)


def _ask(enrolment: Enrolment, row: EnrolmentAnchor) -> None:
    anchor = PathAnchor.objects.get(version_id=enrolment.version_id, key=row.key)
    visit = enrolment.visit
    department = visit.department if visit else enrolment.version.path.department
    conversation = conversation_of(enrolment, department)
    words = wording.date_asked(anchor, enrolment.patient)
    choice: dict[str, object] = {"key": "date", "label": words.title, "effect": Task.Effect.DATE}
    choice |= {"asked": str(row.id), "has_time": anchor.has_time}
    asking.tell(
        conversation=conversation,
        client_id=uuid5(row.id, "date"),
        text=words.text,
        label=department.name,
        question=asking.Question(words.title, [choice]),
    )
    EnrolmentAnchor.objects.filter(id=row.id).update(asked_at=Now())
    conversation.patient = enrolment.patient
    tell_of_reminder(conversation)


def _take_all() -> int:
    answered = Task.objects.filter(answered_at__gt=Now() - RECENT, choices__0__effect=Task.Effect.DATE)
    taken = 0
    for task in answered.order_by("answered_at"):
        row = (
            _rows()
            .filter(id=UUID(task.choices[0]["asked"]))
            .filter(Q(taken_at=None) | Q(taken_at__lt=task.answered_at))
            .first()
        )
        if row is not None:
            _take(row, task)
            taken += 1
    return taken


def _take(row: EnrolmentAnchor, task: Task) -> None:
    """Let the plan follow what was entered; nothing entered is a moment that is not known (any more)."""
    enrolment = _locked(row.enrolment_id)
    row = EnrolmentAnchor.objects.select_for_update().get(id=row.id)
    anchor = PathAnchor.objects.get(version_id=enrolment.version_id, key=row.key)
    moment = task.date
    row.taken_at = task.answered_at
    if not enrolment.is_running or row.moment == moment:
        row.save(update_fields=["taken_at"])
        return
    row.moment, row.is_day, row.version = moment, not anchor.has_time, row.version + 1
    row.save(update_fields=["moment", "is_day", "version", "taken_at"])
    renew_plan(enrolment)


def _take_back_all() -> int:
    """What the team filled in, or a path that ended, need not be answered any more."""
    over = _rows().filter(asked_at__isnull=False, taken_at=None)
    over = over.filter(Q(moment__isnull=False) | Q(enrolment__status=Status.ENDED))
    rows = list(over.order_by("id")[:AT_ONCE])
    for row in rows:
        task = Task.objects.filter(choices__0__asked=str(row.id)).first()
        if task is not None:
            asking.withdraw(conversation_id=task.conversation_id, numbers=[task.number])
    EnrolmentAnchor.objects.filter(id__in=[row.id for row in rows]).update(taken_at=Now())
    return len(rows)


def _locked(enrolment_id: UUID) -> Enrolment:
    """The visit first, then the enrolment, as everybody locks them."""
    rows = Enrolment.objects.filter(id=enrolment_id)
    list(Visit.objects.filter(id__in=rows.values("visit_id")).select_for_update().values_list("id"))
    related = ("patient", "visit__department", "version__path__department", "conversation")
    return rows.select_for_update(of=("self",), no_key=True).select_related(*related).get()
