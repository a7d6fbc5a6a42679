"""What is known of a patient for the conditions of a version: only what those ask about is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID, uuid5

from carepaths.conditions import ABOUT_STEPS, ABOUT_VIDEO, Condition, Facts, Kind
from carepaths.models import DueStep, Enrolment, Result, Step, Visit
from conversations.models import Conversation, Message, Task
from people.models import Patient, Representation
from people.relatives import LIVE
from questionnaires import queries as lists
from questionnaires.fixed import code_of
from video.queries import codes_by_video

# A message by its conversation and number there.
Place = tuple[UUID, int]
# key of a step -> what was answered
Answered = dict[UUID, set[str]]
# The id of what a due step asks in a list follows from it, so that asking twice is asking once.
LIST = "list"
# So does the id of the message it sends.
MESSAGE = "message"
# And of the letter it writes.
LETTER = "letter"
# And of the waiting room it opens.
ROOM = "room"


def known_of(enrolment: Enrolment, steps: Iterable[Step]) -> Facts:
    """The facts that the conditions of these steps look at."""
    return known_of_all([enrolment], steps)[enrolment.id]


def known_of_all(enrolments: Collection[Enrolment], steps: Iterable[Step]) -> dict[UUID, Facts]:
    """The same for each of some patients: as many statements for one as for a hundred."""
    asked = [each for step in steps for each in (*step.planned.conditions, *step.planned.until)]
    kinds = {each.kind for each in asked}
    codes = {each.code for each in asked if each.code}
    patients = {each.patient_id for each in enrolments}
    results = _results_of_all(patients, codes)
    answers = _answers(enrolments, asked) if kinds & ABOUT_STEPS else {}
    near = _with_relative(patients) if kinds & {Kind.RELATIVE, Kind.NO_RELATIVE} else set()
    by_video = _by_video(enrolments) if kinds & ABOUT_VIDEO else set()
    return {
        each.id: Facts(
            results=results.get(each.patient_id, {}),
            answers=answers.get(each.id, {}),
            preference=each.patient.contact_preference if Kind.PREFERENCE in kinds else "",
            has_relative=each.patient_id in near,
            is_by_video=each.visit_id in by_video,
        )
        for each in enrolments
    }


def request_id(due: DueStep) -> UUID:
    """The id under which a due step asks a question list."""
    return uuid5(due.id, LIST)


def message_id(due: DueStep) -> UUID:
    """The `client_id` of the message that a due step sends."""
    return uuid5(due.id, MESSAGE)


def letter_id(due: DueStep) -> UUID:
    """The id of the letter that a due step writes."""
    return uuid5(due.id, LETTER)


def room_id(due: DueStep) -> UUID:
    """The id of the video visit that a due step opens a waiting room for."""
    return uuid5(due.id, ROOM)


def places_of(enrolments: Collection[Enrolment], rows: Iterable[DueStep]) -> dict[Place, DueStep]:
    """By conversation and number what due steps sent; after one was closed a path goes on in another."""
    sent = {message_id(row): row for row in rows}
    if not sent:
        return {}
    theirs = Conversation.objects.filter(patient__in={each.patient_id for each in enrolments})
    found = Message.objects.filter(conversation__in=theirs.values("id"), client_id__in=sent)
    return {
        (conversation_id, number): sent[client_id]
        for conversation_id, number, client_id in found.values_list("conversation_id", "number", "client_id")
    }


def results_of(patient: Patient, codes: set[str]) -> dict[str, list[datetime]]:
    """When results of these kinds were issued."""
    return _results_of_all({patient.id}, codes).get(patient.id, {})


def _results_of_all(patients: set[UUID], codes: set[str]) -> dict[UUID, dict[str, list[datetime]]]:
    if not codes:
        return {}
    issued: dict[UUID, dict[str, list[datetime]]] = {}
    found = Result.objects.filter(patient__in=patients, code__in=codes, withdrawn_at=None)
    for patient_id, code, issued_at in found.values_list("patient_id", "code", "issued_at"):
        issued.setdefault(patient_id, {}).setdefault(code, []).append(issued_at)
    return issued


def _answers(enrolments: Collection[Enrolment], asked: list[Condition]) -> dict[UUID, Answered]:
    """What each answered to the steps that conditions name, over all their repetitions."""
    keys = {each.step for each in asked if each.step}
    rows = DueStep.objects.filter(enrolment__in=[each.id for each in enrolments], state=DueStep.State.DONE)
    found = list(rows.filter(step__key__in=keys).select_related("step"))
    answers: dict[UUID, Answered] = {each.id: {} for each in enrolments}
    lists_asked = [row for row in found if _kind(row) == Step.Kind.QUESTIONNAIRE]
    told = [row for row in found if row.message_number and _kind(row) != Step.Kind.QUESTIONNAIRE]
    _add_lists(answers, lists_asked, asked)
    _add_tasks(answers, places_of(enrolments, told))
    return answers


def _kind(row: DueStep) -> str:
    return row.step.kind if row.step else ""


def _add_tasks(answers: dict[UUID, Answered], places: dict[Place, DueStep]) -> None:
    if not places:
        return
    where = {conversation_id for conversation_id, _number in places}
    tasks = Task.objects.filter(conversation__in=where, answered_at__isnull=False)
    for conversation_id, number, answer in tasks.values_list("conversation_id", "number", "answer"):
        sent = places.get((conversation_id, number))
        if sent is not None and sent.step is not None:
            answers[sent.enrolment_id].setdefault(sent.step.key, set()).add(answer)


def _add_lists(answers: dict[UUID, Answered], rows: list[DueStep], asked: list[Condition]) -> None:
    sent = lists.sent_of([request_id(row) for row in rows])
    for row in rows:
        response = sent.get(request_id(row))
        if response is None or row.step is None:
            continue
        found = answers[row.enrolment_id].setdefault(row.step.key, set())
        items = {each.item for each in asked if each.step == row.step.key and each.kind is Kind.ANSWER}
        given = lists.answers(response) if items else {}
        found |= {f"{item}={code_of(answer)}" for item in items for answer in given.get(item, ())}


def codes_of(request: UUID, item: str) -> set[str]:
    """The fixed answers to one question of a list that was filled in."""
    return {code_of(answer) for answer in lists.answered(request, item)}


def has_relative(patient: Patient) -> bool:
    """Whether somebody near takes part now, with an account."""
    return patient.id in _with_relative({patient.id})


def _by_video(enrolments: Collection[Enrolment]) -> set[UUID]:
    """The appointments of these that are by video."""
    visits = Visit.objects.filter(id__in={each.visit_id for each in enrolments if each.visit_id})
    codes = codes_by_video()
    return {visit_id for visit_id, kind in visits.values_list("id", "kind") if kind.upper() in codes}


def _with_relative(patients: set[UUID]) -> set[UUID]:
    near = Representation.objects.filter(LIVE, patient__in=patients, person__isnull=False)
    return set(near.values_list("patient_id", flat=True))
