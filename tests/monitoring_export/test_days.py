"""Figures of days are what happened, whenever and however often they are counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message
from monitoring_export import recounting
from monitoring_export.days import count_days
from monitoring_export.dictionary import FIGURES
from monitoring_export.models import UsageCounted, UsageFigure, UsageRestatement, UsageUnread, UsageWait
from monitoring_export.queries import figures
from rowsecurity.scopes import job_scope, organisation_scope
from tests.monitoring_export.conftest import talk


def count(house):
    with job_scope(house.id):
        return count_days(organisation_id=house.id)


def read(house, *keys, step="month", by="organisation", days_back=0, **kwargs):
    today = timezone.localdate()
    member = next(iter(house.staff.values()))
    with organisation_scope(house.id, member.person_id):
        kwargs |= {"first": today - timedelta(days_back), "until": today + timedelta(1)}
        return figures(house.id, keys=keys, step=step, by=by, **kwargs)


def numbers(house, *keys, **kwargs):
    return {value.key: value.number for value in read(house, *keys, **kwargs)}


def check(house):
    with job_scope(house.id):
        return recounting.recount(organisation_id=house.id, is_check=True).differences


def sent(house, back, **values):
    """One more message of that many days ago, as an import writes it. Inside a job scope."""
    of = Conversation.objects.order_by("created_at").first()
    last = Message.objects.filter(conversation=of).latest("number")
    at = timezone.localtime() - timedelta(back)  # of the clock, also when summer time ended since
    copy = {each.attname: getattr(last, each.attname) for each in Message._meta.concrete_fields}
    copy |= {"id": uuid4(), "client_id": uuid4(), "number": last.number + 1, "sent_at": at}
    return Message.objects.create(**{**copy, **values})


def test_what_was_done_today_in_numbers(busy):
    lindeborg, waterkant = busy
    count(lindeborg)

    wanted = {
        "conversations": 3,
        "messages_people": 6,
        "messages_auto": 1,
        "patients": 2,
        "invited": 2,
        "activated": 1,
    }
    assert numbers(lindeborg, *wanted) == wanted
    assert numbers(lindeborg, "messages_patient", "messages_team") == {
        "messages_patient": 3,
        "messages_team": 3,
    }
    assert read(waterkant, *FIGURES) == []


@pytest.mark.parametrize("step", ["day", "month", "quarter", "year", "whole"])
def test_a_patient_counts_once_over_every_step(busy, step):
    lindeborg, _ = busy
    count(lindeborg)

    assert numbers(lindeborg, "patients", step=step) == {"patients": 2}


def test_every_figure_can_be_read_by_every_group(busy, django_assert_max_num_queries):
    lindeborg, _ = busy
    count(lindeborg)
    for by in ("organisation", "location", "department", "specialism", "region"):
        with django_assert_max_num_queries(7):  # two of them open and close the scope
            found = read(lindeborg, *FIGURES, by=by)

        assert {value.key for value in found} >= {"conversations", "patients", "first_answer_median"}


def test_an_answer_is_kept_with_its_promise(busy):
    lindeborg, _ = busy
    with job_scope(lindeborg.id):
        waits = list(UsageWait.objects.all())

        assert len(waits) == 2  # Bob has no answer yet
        assert all(wait.asked_at <= wait.answered_at for wait in waits)


def test_counting_again_changes_nothing(busy):
    lindeborg, _ = busy
    count(lindeborg)
    with job_scope(lindeborg.id):
        before = set(UsageFigure.objects.values_list("id", "number"))

    count(lindeborg)

    with job_scope(lindeborg.id):
        assert set(UsageFigure.objects.values_list("id", "number")) == before
        assert not UsageRestatement.objects.exists()


def test_a_late_message_corrects_its_day_with_a_line(busy):
    lindeborg, _ = busy
    with job_scope(lindeborg.id):
        sent(lindeborg, 40)
    count(lindeborg)
    with job_scope(lindeborg.id):
        sent(lindeborg, 40)
        sent(lindeborg, 20)

    count(lindeborg)

    day = timezone.localdate() - timedelta(40)
    with job_scope(lindeborg.id):
        lines = {(each.day, each.key): (each.before, each.after) for each in UsageRestatement.objects.all()}
    assert lines[day, "messages_people"] == (1, 2)
    assert lines[day + timedelta(20), "messages_people"] == (0, 1)
    assert check(lindeborg) == []


def test_what_is_unread_is_known_when_its_week_is_over_and_the_rest_of_the_day_stays(busy):
    lindeborg, _ = busy
    with job_scope(lindeborg.id):
        sent(lindeborg, 9, side="team", kind="text")
    count(lindeborg)
    with job_scope(lindeborg.id):
        # As it was three days ago, when the week was not over.
        UsageUnread.objects.all().delete()
        UsageFigure.objects.filter(key="unread_week").delete()
        earlier = timezone.now() - timedelta(3)
        UsageCounted.objects.update(counted_at=earlier, horizon=earlier)
        others = set(UsageFigure.objects.filter(span="d").values_list("id", "key", "number"))
    assert numbers(lindeborg, "unread_week", step="whole", days_back=12) == {}

    count(lindeborg)

    assert numbers(lindeborg, "unread_week", step="whole", days_back=12) == {"unread_week": 1}
    with job_scope(lindeborg.id):
        assert others <= set(UsageFigure.objects.filter(span="d").values_list("id", "key", "number"))
        assert not UsageRestatement.objects.filter(key="unread_week").exists()
    assert check(lindeborg) == []


def test_a_conversation_that_moves_takes_its_days_along(busy):
    from tenants.models import Department

    lindeborg, _ = busy
    with job_scope(lindeborg.id):
        sent(lindeborg, 3)
        other = Department.objects.create(
            name="Infuuscentrum", code="INF", phone="085 000 12 00", agb_code="0313"
        )
    count(lindeborg)
    with job_scope(lindeborg.id):
        Conversation.objects.update(department=other)

    count(lindeborg)

    found = read(lindeborg, "messages_people", by="specialism", step="day", days_back=5)
    assert {value.group for value in found} == {"0313"}
    assert sum(value.number for value in found) == 7
    assert check(lindeborg) == []


def test_the_check_finds_what_is_not_so(busy):
    lindeborg, _ = busy
    with job_scope(lindeborg.id):
        sent(lindeborg, 3)
    count(lindeborg)
    with job_scope(lindeborg.id):
        UsageFigure.objects.filter(span="d", key="messages_people").update(number=90)

    assert any("messages_people" in line for line in check(lindeborg))


def test_outside_hours_is_the_clock_of_the_netherlands(lindeborg):
    talk(lindeborg, "Alice")
    moments = {
        datetime(2026, 3, 2, 7, 59): 1,  # a Monday
        datetime(2026, 3, 3, 8, 0): 0,
        datetime(2026, 3, 4, 18, 0): 1,
        datetime(2026, 3, 7, 12, 0): 1,  # a Saturday
        datetime(2026, 4, 6, 12, 0): 1,  # Easter Monday
    }
    with job_scope(lindeborg.id):
        for at in moments:
            sent(lindeborg, 0, side="patient", sent_at=timezone.make_aware(at))
    count(lindeborg)

    with job_scope(lindeborg.id):
        for at, number in moments.items():
            found = UsageFigure.objects.filter(span="d", key="messages_outside", starts_on=at.date())
            assert sum(each.number for each in found) == number, at
