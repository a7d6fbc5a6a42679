"""What each kind of step does. A new kind is a function here, a choice of `Step.Kind` and a check beside it.

Everything happens in the transaction of the mark that it was done, under ids that follow from the due step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from carepaths import wording
from carepaths.actions import planning
from carepaths.actions.letters import keep_letter
from carepaths.facts import letter_id, message_id, request_id, room_id
from carepaths.models import DueStep, Enrolment, EnrolmentAnchor, PathAnchor, Step
from carepaths.plan import Reason
from conversations.actions import asking
from conversations.actions.conversations import start_conversation
from conversations.actions.notices import tell_of_reminder
from conversations.actions.team_tasks import create_team_task
from conversations.models import Conversation, TeamTask
from questionnaires import queries as lists
from questionnaires.actions.asking import ask
from rowsecurity.errors import Refused
from tenants.models import Department
from video.actions.of_paths import Room, open_room


@dataclass(frozen=True, slots=True)
class Doing:
    """A due step whose moment has come, locked, with the moments it counts from."""

    due: DueStep
    anchors: dict[str, EnrolmentAnchor]
    now: datetime

    @property
    def enrolment(self) -> Enrolment:
        return self.due.enrolment

    @property
    def step(self) -> Step:
        assert self.due.step is not None
        return self.due.step

    @property
    def department(self) -> Department:
        """Where the visit is; of a path without one, whose path it is."""
        visit = self.enrolment.visit
        return visit.department if visit else self.enrolment.version.path.department

    @property
    def said(self) -> wording.Said:
        return wording.Said(self.enrolment.patient, self.department, self.enrolment.visit, self.anchors)


def send_message(doing: Doing) -> None:
    """A message, with buttons when it is a task."""
    step = doing.step
    last = wording.due_day(step, doing.said, now=doing.now)
    words = wording.words_of(step, doing.said, last=last)
    is_task = step.kind == Step.Kind.TASK
    _tell(doing, words.text, asking.Question(words.title, words.buttons, last) if is_task else None)


def tell_of_move(doing: Doing) -> None:
    """The one message that says what moved."""
    moved = planning.moved_anchors(doing.anchors)
    rows = PathAnchor.objects.filter(version_id=doing.enrolment.version_id, key__in=moved)
    names = {row.key: row.name for row in rows}
    if names:
        _tell(doing, wording.moved_text(doing.said, names), None)


def ask_list(doing: Doing) -> None:
    """A question list; the message with its button is made by the lists themselves."""
    step, enrolment = doing.step, doing.enrolment
    edition = lists.edition(step.questionnaire)
    if edition is None:
        raise Refused(_("This question list is not here any more."))
    asked = ask(
        patient=enrolment.patient,
        department=doing.department,
        edition=edition,
        until=wording.due_day(step, doing.said, now=doing.now),
        request_id=request_id(doing.due),
        conversation=conversation_of(doing.enrolment, doing.department),
    )
    doing.due.message_number = asked.number
    _keep_told(doing)


def give_team_task(doing: Doing) -> None:
    """Work for the department, now."""
    _give(doing, TeamTask.Kind.FOLLOW_UP, _in_own_language(doing).text)


def write_letter(doing: Doing) -> None:
    """A letter for the desk to print and post, kept as it is today; the task has the way to its PDF."""
    step, patient = doing.step, doing.enrolment.patient
    sentence = _("Print and post the letter %(title)s. You find it with the care path of this patient.")
    task = _give(doing, TeamTask.Kind.FOLLOW_UP, sentence % {"title": _in_own_language(doing).title})
    keep_letter(
        letter_id=letter_id(doing.due),
        enrolment=doing.enrolment,
        task=task,
        words=wording.words_of(step, doing.said, last=wording.due_day(step, doing.said, now=doing.now)),
        language=wording.language_of(step, patient),
    )
    _keep_told(doing)


def open_waiting_room(doing: Doing) -> None:
    """The way into the waiting room of a video visit at the moment that the step counts from."""
    step, visit = doing.step, doing.enrolment.visit
    moment = doing.anchors[step.anchor].moment
    assert moment is not None, "a step of an anchor without a moment is not planned"
    words = wording.words_of(step, doing.said, last=wording.due_day(step, doing.said, now=doing.now))
    open_room(
        conversation=conversation_of(doing.enrolment, doing.department),
        room=Room(room_id(doing.due), moment, visit.clinician if visit else ""),
    )
    _tell(doing, f"{words.text}\n\n{wording.way_in(doing.said)}", None)


def finish(doing: Doing) -> None:
    """The path is over: what is still planned lapses, and of the patient nothing more is asked.

    Tasks of the team stay: somebody has taken them on, and only who does the work knows that it is done.
    """
    enrolment = doing.enrolment
    enrolment.status, enrolment.ended_reason = Enrolment.Status.ENDED, Reason.COMPLETED
    enrolment.save(update_fields=["status", "ended_reason"])
    others = DueStep.objects.filter(enrolment=enrolment, state=DueStep.State.DUE).exclude(id=doing.due.id)
    others.update(state=DueStep.State.CANCELLED, reason=Reason.COMPLETED)
    planning.withdraw_tasks(enrolment=enrolment, reason=Reason.COMPLETED)
    planning.tell(enrolment)


KINDS: dict[str, Callable[[Doing], None]] = {
    DueStep.Kind.MOVED: tell_of_move,
    Step.Kind.MESSAGE: send_message,
    Step.Kind.TASK: send_message,
    Step.Kind.QUESTIONNAIRE: ask_list,
    Step.Kind.TEAM_TASK: give_team_task,
    Step.Kind.LETTER: write_letter,
    Step.Kind.VIDEO: open_waiting_room,
    Step.Kind.END: finish,
}


def conversation_of(enrolment: Enrolment, department: Department) -> Conversation:
    """The open conversation of this patient about this path at this department, else a new one."""
    if enrolment.conversation is not None and not enrolment.conversation.is_closed:
        return enrolment.conversation
    path = enrolment.version.path
    used = Enrolment.objects.filter(
        patient_id=enrolment.patient_id, version__path=path, conversation__isnull=False
    )
    known = Conversation.objects.filter(id__in=used.values("conversation_id"), closed_at=None)
    enrolment.conversation = known.order_by("-created_at").first() or start_conversation(
        patient=enrolment.patient, department=department, subject=path.title
    )
    enrolment.save(update_fields=["conversation"])
    return enrolment.conversation


def _tell(doing: Doing, text: str, question: asking.Question | None) -> None:
    conversation = conversation_of(doing.enrolment, doing.department)
    doing.due.message_number = asking.tell(
        conversation=conversation,
        client_id=message_id(doing.due),
        text=text,
        label=doing.department.name,
        question=question,
    )
    conversation.patient = doing.enrolment.patient  # the same row, which is at hand
    _keep_told(doing)
    tell_of_reminder(conversation)


def _keep_told(doing: Doing) -> None:
    """From now on a move of these moments is a correction."""
    if any(row.moment is not None and row.told != row.moment for row in doing.anchors.values()):
        dated = EnrolmentAnchor.objects.filter(enrolment=doing.enrolment, moment__isnull=False)
        dated.update(told=F("moment"))


def _in_own_language(doing: Doing) -> wording.Words:
    """As colleagues read it: in the language of the organisation."""
    step = doing.step
    last = wording.due_day(step, doing.said, now=doing.now)
    values = wording.values_of(doing.said, last=last, language=settings.LANGUAGE_CODE)
    return wording.Words(wording.fill(step.title, values), wording.fill(step.text, values), [])


def _give(doing: Doing, kind: str, text: str) -> TeamTask:
    enrolment = doing.enrolment
    return create_team_task(
        department=doing.department,
        kind=kind,
        text=text,
        due_at=doing.now,
        patient=enrolment.patient,
        conversation=enrolment.conversation,
    )
