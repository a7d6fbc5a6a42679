"""What a path asked stays its own: after a conversation was closed, after the path ended, after a death."""

from datetime import time, timedelta
from uuid import uuid4

from django.db.models.functions import Now
from django.utils import timezone

from carepaths.actions.paths import StepDraft, TriggerDraft, draft_version, turn_on
from carepaths.conditions import Condition, Kind
from carepaths.content import AnchorDraft
from carepaths.models import DueStep, Enrolment, Step, Visit
from carepaths.ready_made import LABORATORY
from conversations.models import Conversation, Task
from questionnaires.models import QuestionnaireRequest
from tests.questionnaires.lists import SIDE_EFFECTS, edition_of

BUTTONS = [{"key": "done", "label": "Gedaan", "effect": Task.Effect.DONE, "text": ""}]


def asks(offset, title, **more):
    return StepDraft(offset, time(9), title, f"{title}?", buttons=BUTTONS, **more)


def follow(clinic, *steps, **more):
    with clinic.scope():
        turn_on(version=draft_version(path=clinic.path, steps=steps, **more))


def named(clinic, title):
    return next(each for each in clinic.steps() if each.step.title == title)


def close(clinic):
    with clinic.scope():
        Conversation.objects.update(closed_at=Now())


def test_an_answer_counts_after_its_conversation_was_closed(clinic):
    first = asks(-10, "Bloed", key=uuid4())
    not_done = (Condition(Kind.NOT_DONE, step=first.key),)
    call = StepDraft(-9, time(9), "Bellen", "Bel.", kind=Step.Kind.TEAM_TASK, conditions=not_done)
    follow(clinic, first, call, asks(-5, "Formulier"))
    clinic.book(days=8)
    with clinic.scope():  # its moment has passed too, and somebody answers first
        DueStep.objects.filter(step__title="Bellen").update(wake_at=Now() + timedelta(hours=1))
    clinic.let_come(named(clinic, "Bloed"))
    with clinic.scope():
        Task.objects.update(answer="done", answered_at=Now())
    close(clinic)
    clinic.let_come(named(clinic, "Formulier"))

    clinic.let_come(named(clinic, "Bellen"))

    assert named(clinic, "Bellen").reason == "condition"


def test_a_result_takes_back_what_was_asked_and_not_what_has_its_number_elsewhere(clinic):
    follow(clinic, asks(-10, "Bloed", result_code=LABORATORY), asks(-5, "Formulier"))
    clinic.book(days=8)
    clinic.let_come(named(clinic, "Bloed"))
    close(clinic)
    clinic.let_come(named(clinic, "Formulier"))

    clinic.result()

    with clinic.scope():
        assert {task.title: task.is_open for task in Task.objects.all()} == {
            "Bloed": False,
            "Formulier": True,
        }


def test_a_list_need_not_be_filled_in_for_a_visit_that_is_cancelled(clinic):
    with clinic.scope():
        canonical = edition_of(clinic.house.department, SIDE_EFFECTS).canonical
    follow(clinic, StepDraft(-10, time(9), "Lijst", kind=Step.Kind.QUESTIONNAIRE, questionnaire=canonical))
    clinic.book(days=8)
    clinic.let_come()

    clinic.book(days=8, status=Visit.Status.CANCELLED)

    with clinic.scope():
        assert QuestionnaireRequest.objects.get().state == QuestionnaireRequest.State.WITHDRAWN
        assert not Task.objects.get().is_open


def test_who_has_died_is_put_on_no_path(clinic):
    follow(clinic, asks(1, "Bloed"), triggers=[TriggerDraft("appointment", code="controle")])
    with clinic.scope():
        alice = clinic.house.patients["Alice"]
        alice.deceased_on = timezone.localdate()
        alice.save()

    clinic.book(days=8)

    with clinic.scope():
        assert not Enrolment.objects.exists()


def test_a_result_that_comes_in_after_a_death_starts_no_path(clinic):
    start = AnchorDraft("begin", "Begin", "start")
    steps = [asks(1, "Bloed", anchor="begin")]
    follow(clinic, *steps, anchors=[start], triggers=[TriggerDraft("result", code=LABORATORY)])
    with clinic.scope():
        alice = clinic.house.patients["Alice"]
        alice.deceased_on = timezone.localdate()
        alice.save()

    clinic.result()

    with clinic.scope():
        assert not Enrolment.objects.exists()
