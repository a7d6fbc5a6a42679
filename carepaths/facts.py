"""What is known of a patient for the conditions of a version: only what those ask about is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from carepaths.conditions import ABOUT_STEPS, Condition, Facts, Kind
from carepaths.models import DueStep, Enrolment, Result, Step
from conversations.models import Conversation, Message, Task
from people.models import Patient, Representation
from people.relatives import LIVE
from questionnaires import queries as lists
from questionnaires.fixed import code_of

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
    asked = [each for step in steps for each in (*step.planned.conditions, *step.planned.until)]
    kinds = {each.kind for each in asked}
    codes = {each.code for each in asked if each.code}
    asks_relative = bool(kinds & {Kind.RELATIVE, Kind.NO_RELATIVE})
    return Facts(
        results=results_of(enrolment.patient, codes),
        answers=_answers(enrolment, asked) if kinds & ABOUT_STEPS else {},
        preference=enrolment.patient.contact_preference if Kind.PREFERENCE in kinds else "",
        has_relative=asks_relative and has_relative(enrolment.patient),
    )


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


def places_of(enrolment: Enrolment, rows: Iterable[DueStep]) -> dict[tuple[UUID, int], DueStep]:
    """By conversation and number what due steps sent; after one was closed a path goes on in another."""
    sent = {message_id(row): row for row in rows}
    if not sent:
        return {}
    theirs = Conversation.objects.filter(patient_id=enrolment.patient_id).values("id")
    found = Message.objects.filter(conversation__in=theirs, client_id__in=sent)
    return {
        (conversation_id, number): sent[client_id]
        for conversation_id, number, client_id in found.values_list("conversation_id", "number", "client_id")
    }


def results_of(patient: Patient, codes: set[str]) -> dict[str, list[datetime]]:
    """When results of these kinds were issued."""
    if not codes:
        return {}
    found = Result.objects.filter(patient=patient, code__in=codes, withdrawn_at=None)
    issued: dict[str, list[datetime]] = {code: [] for code in codes}
    for code, issued_at in found.values_list("code", "issued_at"):
        issued[code].append(issued_at)
    return issued


def _answers(enrolment: Enrolment, asked: list[Condition]) -> dict[UUID, set[str]]:
    """What was answered to the steps that conditions name, over all their repetitions."""
    keys = {each.step for each in asked if each.step}
    rows = DueStep.objects.filter(enrolment=enrolment, state=DueStep.State.DONE, step__key__in=keys)
    answers: dict[UUID, set[str]] = {}
    told: list[DueStep] = []
    for row in rows.select_related("step"):
        if row.step is None:
            continue
        if row.step.kind == Step.Kind.QUESTIONNAIRE:
            _add_list(answers, row, [each for each in asked if each.step == row.step.key])
        elif row.message_number:
            told.append(row)
    places = places_of(enrolment, told)
    tasks = Task.objects.filter(
        conversation__in={conversation_id for conversation_id, _number in places}, answered_at__isnull=False
    )
    for conversation_id, number, answer in tasks.values_list("conversation_id", "number", "answer"):
        sent = places.get((conversation_id, number))
        if sent is not None and sent.step is not None:
            answers.setdefault(sent.step.key, set()).add(answer)
    return answers


def _add_list(answers: dict[UUID, set[str]], row: DueStep, asked: list[Condition]) -> None:
    assert row.step is not None
    if not lists.is_completed(request_id(row)):
        return
    found = answers.setdefault(row.step.key, set())
    for item in {each.item for each in asked if each.kind is Kind.ANSWER}:
        found |= {f"{item}={code}" for code in codes_of(request_id(row), item)}


def codes_of(request: UUID, item: str) -> set[str]:
    """The fixed answers to one question of a list that was filled in."""
    return {code_of(answer) for answer in lists.answered(request, item)}


def has_relative(patient: Patient) -> bool:
    """Whether somebody near takes part now, with an account."""
    near = Representation.objects.filter(LIVE, patient=patient, person__isnull=False)
    return near.exists()
