"""The rules about moments, as they hold from the booking to the gateway: through the dispatcher."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from carepaths import dispatcher
from carepaths.actions.enrolments import database_now
from carepaths.actions.paths import StepDraft, draft_version, turn_on
from carepaths.actions.visits import VisitFacts, record_visit
from carepaths.models import DueStep
from carepaths.ready_made import CHECK_UP
from notifications.models import Means, Notice, NoticeWish
from rowsecurity.scopes import gate_scope
from tests.carepaths.world import Clinic
from tests.people.conftest import post  # noqa: F401

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def wish_texts(clinic: Clinic, *, quiet: tuple[time, time] | None) -> None:
    person_id = clinic.house.patients["Alice"].person_id
    begin, end = quiet or (None, None)
    with gate_scope(person_id):
        NoticeWish.objects.create(person_id=person_id, visit=[Means.SMS], quiet_from=begin, quiet_until=end)


def around_now(clinic: Clinic) -> tuple[time, time]:
    """Quiet hours from an hour ago to two hours ahead, on the clock of Amsterdam."""
    local = clinic.now.astimezone(AMSTERDAM)
    return (local - timedelta(hours=1)).time(), (local + timedelta(hours=2)).time()


def texts(post) -> list:  # noqa: F811
    return [piece for piece in post.deliver() if piece.channel == "sms"]


def last_sunday_of_march(after: date) -> date:
    day = date(after.year + (after.month > 2), 3, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def test_a_reminder_in_quiet_hours_is_in_the_app_at_once_and_rings_when_they_end(clinic, post):  # noqa: F811
    wish_texts(clinic, quiet=around_now(clinic))
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    assert len(clinic.messages()) == 1 and texts(post) == []
    with clinic.scope():
        waiting = Notice.objects.get(channel=Means.SMS)
        assert waiting.state == Notice.State.DUE
        assert timedelta(hours=1) < waiting.not_before - clinic.now <= timedelta(hours=3)
        Notice.objects.filter(id=waiting.id).update(not_before=database_now() - timedelta(seconds=1))
    assert len(texts(post)) == 1


def test_a_reminder_outside_quiet_hours_rings_once_whoever_asks_again(clinic, post):  # noqa: F811
    wish_texts(clinic, quiet=None)
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])

    assert len(texts(post)) == 1
    dispatcher.dispatch()
    with clinic.scope():
        # As after a worker that died between the gateway and the mark.
        Notice.objects.filter(channel=Means.SMS).update(state=Notice.State.DUE)
    assert len(texts(post)) == 1, "the gateway knows the reference"


def test_a_moved_notice_is_held_back_from_the_dispatcher(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    clinic.book(days=30)

    assert dispatcher.dispatch() == 0
    assert len(clinic.messages()) == 1
    (moved,) = [step for step in clinic.steps("due") if step.kind == DueStep.Kind.MOVED]
    assert moved.due_at - clinic.now >= settings.TELL_OF_MOVE_AFTER


@pytest.mark.parametrize("hour", [time(2, 30), time(3, 30)], ids=["skipped", "the hour after it"])
def test_half_past_two_in_march_is_planned_for_the_hour_after_the_jump_and_sent(clinic, hour):
    night = last_sunday_of_march(clinic.now.date())
    with clinic.scope():
        step = StepDraft(-1, hour, "Nacht", "Beste {voornaam}", kind="message")
        turn_on(version=draft_version(path=clinic.path, steps=[step]))
        visit = datetime.combine(night + timedelta(days=1), time(10), tzinfo=AMSTERDAM)
        record_visit(
            source="ehr|night",
            patient=clinic.house.patients["Alice"],
            department=clinic.house.department,
            facts=VisitFacts(visit, CHECK_UP),
        )

    (due,) = clinic.steps("due")
    assert due.due_at.astimezone(AMSTERDAM).replace(tzinfo=None) == datetime.combine(night, time(3, 30))
    assert dispatcher.dispatch() == 0
    clinic.let_come()
    assert clinic.messages() == ["Beste Alice"]
