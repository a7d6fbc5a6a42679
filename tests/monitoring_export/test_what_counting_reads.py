"""Counting a day reads that day, also of tables of which the database knows nothing: one that was just
restored has no statistics, and in these tests none are ever made."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Conversation, Message, ReadMark
from monitoring_export import counting, observing
from monitoring_export.days import count_days
from questionnaires.models import QuestionnaireEdition, QuestionnaireRequest
from rowsecurity.scopes import job_scope
from tests import cast

DAYS, TALKS, LINES, MEASURE = 16, 30, 4, 5
OLD = 5000
ON_A_DAY = TALKS * LINES
# A row of that day is looked at by few steps of a statement; joining two sets of a day would be the square.
STEPS = 20


@pytest.fixture
def month(db):
    """A month in which every day is as busy as the next, of thirty patients, after years of conversations."""
    house = cast.make_house("drukte", patients=[f"P{number}" for number in range(TALKS)], staff=["Marieke"])
    with job_scope(house.id):
        content = {"resourceType": "Questionnaire", "item": [{"linkId": "number-1", "type": "integer"}]}
        url = f"urn:uuid:{uuid4()}"
        edition = QuestionnaireEdition.objects.create(url=url, version="1", title="Gewicht", content=content)
        of_before(house, timezone.now() - timedelta(days=300))
        for day in range(DAYS):
            of_a_day(house, edition, timezone.now() - timedelta(days=day, minutes=5))
        count_days(organisation_id=house.id)
    return house


def talk(house, number, at):
    patient = house.patients[f"P{number % TALKS}"]
    return Conversation(
        organisation_id=house.id,
        patient=patient,
        department=house.department,
        subject_sealed=b"x",
        created_at=at,
    )


def of_before(house, at):
    """What a day has nothing to do with: old conversations, and how far they were read."""
    talks = [talk(house, number, at) for number in range(OLD)]
    Conversation.objects.bulk_create(talks, 1000)
    ReadMark.objects.bulk_create([read(each, at) for each in talks], 1000)


def read(talk, at):
    return ReadMark(
        organisation_id=talk.organisation_id,
        conversation=talk,
        person=talk.patient.person,
        number=LINES - 1,
        read_at=at,
    )


def of_a_day(house, edition, at):
    """Everybody who talks asks twice, is answered twice, reads it but for the last, and some measure."""
    of_house = {"organisation_id": house.id}
    talks = [talk(house, number, at) for number in range(TALKS)]
    Conversation.objects.bulk_create(talks)
    Message.objects.bulk_create(
        Message(
            conversation=each, patient=each.patient, number=number + 1, client_id=uuid4(), kind="text",
            side=["patient", "team"][number % 2], author_label="Iemand", body_sealed=b"x", sent_at=at,
            **of_house,
        )
        for each in talks for number in range(LINES)
    )  # fmt: skip
    ReadMark.objects.bulk_create(read(each, at) for each in talks)
    QuestionnaireRequest.objects.bulk_create(
        QuestionnaireRequest(
            edition=edition, patient=each.patient, department=house.department, conversation=each,
            asked_at=at, completed_at=at, **of_house,
        )
        for each in talks[:MEASURE]
    )  # fmt: skip


def statements():
    """Of the day a week ago, by name: statement and parameters."""
    first = timezone.localdate() - timedelta(days=8)
    until = first + timedelta(days=1)
    begin, end = counting.moment(first), counting.moment(until)
    values = counting.parameters(first, until, timezone.now())
    return {
        "messages": (counting.MESSAGES, values),
        "facts": (counting.FACTS, values),
        "unread": (counting.UNREAD, values),
        "unread, first time": (observing.UNREAD, [begin, end]),
        "telemonitoring": (observing.MEASURED, values),
    }


def rows_read(plan):
    """How many rows the steps of a plan looked at, those that they left out included."""
    loops = plan["Actual Loops"]
    left_out = sum(number for name, number in plan.items() if name.startswith("Rows Removed by"))
    inner = sum(rows_read(each) for each in plan.get("Plans", []))
    return inner + loops * (plan["Actual Rows"] + left_out)


def test_a_day_is_counted_without_reading_the_others(month):
    read = {}
    with job_scope(month.id), connection.cursor() as cursor:
        for name, (statement, values) in statements().items():
            cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement, values)
            read[name] = rows_read(cursor.fetchone()[0][0]["Plan"])

    # Of those who measured on the day their other days are read too.
    telemonitored = read.pop("telemonitoring")
    assert telemonitored < STEPS * (ON_A_DAY + MEASURE * DAYS)
    assert max(read.values()) < STEPS * ON_A_DAY, read
