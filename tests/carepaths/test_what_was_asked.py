"""What a path asked stays its own: after a conversation was closed, after the path ended, after a death."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from carepaths.actions import planning
from carepaths.actions.paths import StepDraft, TriggerDraft, draft_version, turn_on
from carepaths.conditions import Condition, Kind
from carepaths.content import AnchorDraft
from carepaths.models import DueStep, Enrolment, EnrolmentAnchor, OpenStep, Step, Visit
from carepaths.ready_made import LABORATORY
from conversations.models import Conversation, Task, TeamTask
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
        later = DueStep.objects.get(step__title="Bellen")
        OpenStep.objects.filter(id=later.id).update(wake_at=Now() + timedelta(hours=1))
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


@pytest.mark.parametrize("answer", ["", "done"], ids=["not answered", "answered"])
def test_the_end_of_a_path_takes_back_what_was_not_answered_and_leaves_the_work_of_the_team(clinic, answer):
    call = StepDraft(-9, time(9), "Bellen", "Bel.", kind=Step.Kind.TEAM_TASK)
    over = StepDraft(-9, time(10), "Klaar", kind=Step.Kind.END)
    follow(clinic, asks(-10, "Bloed"), call, over)
    clinic.book(days=8)
    with clinic.scope():  # its moment has passed too, and somebody answers first
        later = DueStep.objects.get(step__title="Klaar")
        OpenStep.objects.filter(id=later.id).update(wake_at=Now() + timedelta(hours=1))
    clinic.let_come(named(clinic, "Bloed"), named(clinic, "Bellen"))
    with clinic.scope():
        Task.objects.update(answer=answer, answered_at=Now() if answer else None)

    clinic.let_come(named(clinic, "Klaar"))

    with clinic.scope():
        asked = Task.objects.get()
        assert (asked.answer, asked.withdrawn_at is None) == (answer, bool(answer))
        assert TeamTask.objects.get().done_at is None
    assert named(clinic, "Bloed").reason == ("" if answer else "completed")


def test_planning_again_follows_a_moment_and_neither_hurries_nor_puts_off_what_is_late(clinic):
    follow(clinic, asks(-10, "Bloed"), asks(-5, "Formulier"))
    clinic.book(days=8)
    late, coming = named(clinic, "Bloed").due_at, named(clinic, "Formulier").due_at

    with clinic.scope():
        EnrolmentAnchor.objects.update(moment=F("moment") + timedelta(days=1))
        planning.plan_again(enrolment=Enrolment.objects.get())

    assert named(clinic, "Formulier").due_at == coming + timedelta(days=1)
    assert named(clinic, "Bloed").due_at == late


def test_the_steps_of_a_draft_are_never_remembered(clinic):
    with clinic.scope():
        draft = draft_version(path=clinic.path, steps=[asks(-10, "Bloed")])

        with pytest.raises(ValueError, match="draft"):
            planning.steps_of(draft.in_use)


def test_the_newest_word_of_a_path_is_what_the_list_of_conversations_shows(clinic):
    follow(clinic, asks(-10, "Bloed"), asks(-5, "Formulier"))
    clinic.book(days=8)
    clinic.let_come(named(clinic, "Bloed"))
    clinic.book(days=30)  # the patient is told of it
    clinic.let_come(*[each for each in clinic.steps("due") if each.kind == DueStep.Kind.MOVED])
    clinic.book(days=31)
    clinic.let_come(*[each for each in clinic.steps("due") if each.kind == DueStep.Kind.MOVED])

    with clinic.scope():
        head = Conversation.objects.get()
        assert head.line_number == head.last_number == 3
