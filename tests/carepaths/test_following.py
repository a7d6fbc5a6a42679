"""A visit is booked, moved, cancelled; a result comes in: what the path does."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from carepaths.actions.paths import StepDraft, draft_version, turn_on
from carepaths.models import CarePathVersion, DueStep, Enrolment, OpenStep, Step, Visit
from conversations.models import Conversation, ReadMark, Task
from notifications import reaching
from notifications.models import Notice
from rowsecurity.errors import Refused
from tests.relatives.stage import represent


def test_a_check_up_that_is_booked_plans_both_reminders(clinic):
    clinic.book(days=40)

    first, second = clinic.steps("due")
    assert first.step.offset == -10 and second.step.offset == -5
    assert clinic.messages() == []


@pytest.mark.parametrize("facts", [{"kind": "infuus"}, {"status": "cancelled"}, {"status": "fulfilled"}])
def test_another_kind_of_visit_starts_nothing(clinic, facts):
    clinic.book(days=40, **facts)

    assert clinic.steps() == []


def test_a_visit_of_today_starts_nothing(clinic):
    clinic.book(days=0.5)

    assert clinic.steps() == []


def test_a_late_booking_reminds_at_once_and_once(clinic):
    clinic.book(days=8)

    clinic.let_come(clinic.steps("due")[0])

    (text,) = clinic.messages()
    assert text.startswith("Beste Alice, laat vóór") and text.endswith(" uur.")
    assert [step.state for step in clinic.steps()] == ["done", "due"]


def test_a_reminder_is_noticed_without_a_word_about_it(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    with clinic.scope():
        notice = Notice.objects.get()
    assert notice.template == Notice.Template.VISIT
    assert notice.person_id == clinic.house.patients["Alice"].person_id


def test_a_reminder_is_noticed_by_who_reads_along_and_by_nobody_else(clinic):
    noor = represent(clinic.house.patients["Alice"])
    represent(clinic.house.patients["Alice"], "Vroeger", ends_at=clinic.now - timedelta(hours=1))
    represent(clinic.house.patients["Bob"], "Piet")
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    with clinic.scope():
        told = set(Notice.objects.values_list("person_id", flat=True))
    assert told == {clinic.house.patients["Alice"].person_id, noor.id}


def test_a_reminder_that_was_read_in_time_is_not_noticed_any_more(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    with clinic.scope():
        notice = Notice.objects.get()
        assert reaching.is_of_use(notice)
        conversation = Conversation.objects.get()
        read = {"number": conversation.last_number, "read_at": clinic.now}
        ReadMark.objects.create(conversation=conversation, person_id=notice.person_id, **read)
        assert not reaching.is_of_use(notice)


def test_a_reminder_asks_something_with_three_buttons(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    with clinic.scope():
        task = Task.objects.get()
        assert [choice["label"] for choice in task.choices] == ["Gedaan", "Waar kan dat?", "Lukt niet"]
        assert task.due_on < clinic.now.date() + timedelta(days=8)
        assert not any("{" in choice["text"] for choice in task.choices)


def test_telling_the_same_again_changes_nothing(clinic):
    before = clinic.book(days=40)
    again = clinic.book(days=40)

    assert again.version == before.version == 1
    assert len(clinic.steps()) == 2


def test_a_move_takes_along_what_was_not_sent(clinic):
    clinic.book(days=40)
    clinic.book(days=60)

    assert [s.state for s in clinic.steps("cancelled")] == ["cancelled"] * 2
    moved = clinic.steps("due")
    assert [(s.visit_version, s.step.offset) for s in moved] == [(2, -10), (2, -5)]
    assert all(s.due_at > clinic.now + timedelta(days=48) for s in moved)


def test_a_move_after_the_first_reminder_tells_of_it_once_and_repeats_nothing(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    clinic.book(days=30)
    clinic.book(days=31)  # the planner hesitates

    notice, second = clinic.steps("due")
    assert notice.kind == DueStep.Kind.MOVED and second.step.offset == -5
    assert notice.due_at - clinic.now >= settings.TELL_OF_MOVE_AFTER
    clinic.let_come()
    assert len(clinic.messages()) == 3
    assert sum("verplaatst" in text for text in clinic.messages()) == 1


def test_a_move_back_to_what_was_told_says_nothing(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    clinic.book(days=30)
    clinic.book(days=8)

    assert [s.kind for s in clinic.steps("due")] == [DueStep.Kind.STEP]


def test_a_move_before_anything_was_sent_says_nothing(clinic):
    clinic.book(days=40)
    clinic.book(days=41)

    assert {s.kind for s in clinic.steps()} == {DueStep.Kind.STEP}


def test_a_result_drops_the_second_reminder_and_what_was_asked(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    clinic.result()

    (second,) = clinic.steps("skipped")
    assert (second.step.offset, second.reason) == (-5, "result_in")
    clinic.let_come()
    assert len(clinic.messages()) == 1
    with clinic.scope():
        assert not Task.objects.get().is_open


def test_a_result_that_is_taken_back_brings_the_reminder_back(clinic):
    clinic.book(days=8)
    clinic.result()
    clinic.result(is_withdrawn=True)

    assert [s.step.offset for s in clinic.steps("due")] == [-10, -5]


def test_a_result_that_comes_while_nobody_looks_is_seen_when_sending(clinic):
    clinic.book(days=8)
    first, second = clinic.steps("due")
    clinic.result()
    with clinic.scope():  # as if the result had come between planning and sending
        DueStep.objects.filter(id=second.id).update(state="due", reason="")

    clinic.let_come(second)

    assert clinic.steps("skipped")[0].reason == "result_in"
    assert len(clinic.messages()) == 1  # the first reminder, which was due by itself


def test_after_a_cancellation_nothing_more_is_sent(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    clinic.book(days=8, status=Visit.Status.CANCELLED)

    assert clinic.steps("due") == []
    assert clinic.enrolment().ended_reason == "visit_cancelled"
    clinic.let_come()
    assert len(clinic.messages()) == 1
    with clinic.scope():
        assert not Task.objects.get().is_open


def test_a_visit_that_is_booked_again_goes_on_where_it_was(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    clinic.book(days=8, status=Visit.Status.CANCELLED)

    clinic.book(days=8)

    assert [s.step.offset for s in clinic.steps("due")] == [-5]
    assert clinic.enrolment().status == Enrolment.Status.ACTIVE


def test_a_second_reminder_goes_into_the_same_conversation_and_replaces_the_first_task(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    clinic.let_come()

    with clinic.scope():
        tasks = list(Task.objects.order_by("number"))
        assert [task.is_open for task in tasks] == [False, True]
        assert len({task.conversation_id for task in tasks}) == 1


def test_a_new_version_leaves_who_follows_the_old_one_alone(clinic):
    clinic.book(days=40)
    with clinic.scope():
        old = CarePathVersion.objects.get()
        step = Step.objects.filter(version=old).first()
        draft = StepDraft(step.offset, step.at, "Anders", "Beste {voornaam}", "message")
        turn_on(version=draft_version(path=clinic.path, steps=[draft]))
    clinic.book(days=41, source="ehr|A2", patient="Bob")

    with clinic.scope():
        versions = Enrolment.objects.order_by("created_at", "visit__source").values_list(
            "version__number", flat=True
        )
        assert sorted(versions) == [1, 2]


def test_a_version_in_use_cannot_be_edited_even_in_the_database(clinic):
    with clinic.scope(), pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Step.objects.update(title="Anders")
    with clinic.scope(), pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Step.objects.first().delete()


def test_a_text_that_nothing_can_fill_in_is_refused(clinic):
    with clinic.scope(), pytest.raises(Refused, match="bsn"):
        draft_version(path=clinic.path, steps=[StepDraft(-1, clinic.now.time(), "x", "{bsn}", "message")])


def test_a_step_that_fails_is_tried_again_and_shown_after_the_last_time(clinic, caplog):
    clinic.house.department.where_to_go = "Alice " * 1000  # makes a message that is too long to send
    with clinic.scope():
        clinic.house.department.save()
        draft = StepDraft(-10, clinic.now.time(), "Te lang", "{waar}", kind=Step.Kind.MESSAGE)
        turn_on(version=draft_version(path=clinic.path, steps=[draft]))
    clinic.book(days=8)

    clinic.let_come()
    (again,) = clinic.steps("due")
    assert (again.reason, again.attempts) == ("Invalid", 1)
    with clinic.scope():
        assert OpenStep.objects.get(id=again.id).wake_at > clinic.now
    for _ in range(5):
        clinic.let_come()

    (failed,) = clinic.steps("failed")
    assert (failed.reason, failed.attempts) == ("Invalid", 6)
    assert clinic.messages() == []
    assert "Alice" not in caplog.text
