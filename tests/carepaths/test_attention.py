"""Who needs a look: has not prepared, has not read, stalls; of a department or a path, and how many."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from audit.models import AccessLogEntry
from carepaths.actions.paths import create_path
from carepaths.attention import LATE_AFTER, UNREAD_AFTER, attention, in_need
from carepaths.models import DueStep, Enrolment
from conversations.models import Conversation, ReadMark, Task
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.relatives.stage import represent

PATHS = "/org/lindeborg/zorgpaden/"
PAGE = f"{PATHS}aandacht/"


@pytest.fixture
def marieke(clinic):
    return signed_in(clinic.house.staff["Marieke"].person)


@pytest.fixture
def reminded(clinic):
    """Alice was asked something just now."""
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    return clinic


def look(clinic, *, after: timedelta = timedelta()) -> dict[str, list[str]]:
    """The names on the page, so much later, by what is the matter; and the number beside the path."""
    now = clinic.now + after + timedelta(minutes=30)
    with clinic.scope():
        found = attention(now=now)
        known = {
            "unprepared": found.unprepared,
            "unread": found.unread,
            "stalled": found.stalled,
            "paused": found.paused,
        }
        assert in_need([clinic.path], now=now).get(clinic.path.id, 0) == len(found.enrolments)
        return {
            what: [getattr(each, "enrolment", each).patient.given_name for each in rows]
            for what, rows in known.items()
            if rows
        }


def test_nobody_needs_a_look_when_nothing_was_asked(clinic):
    clinic.book(days=40)

    assert look(clinic) == {}


def test_who_was_asked_and_did_not_answer_has_not_prepared(reminded):
    assert look(reminded) == {"unprepared": ["Alice"]}

    with reminded.scope():
        Task.objects.update(answered_at=Now(), answer="done")
    assert look(reminded, after=UNREAD_AFTER) == {}


def test_what_is_asked_no_more_or_in_a_path_that_ended_is_left_alone(reminded):
    with reminded.scope():
        Task.objects.update(withdrawn_at=Now())
    assert look(reminded) == {}

    with reminded.scope():
        Task.objects.update(withdrawn_at=None)
        Enrolment.objects.update(status="ended")
    assert look(reminded) == {}


def test_who_has_not_read_for_a_day_is_seen(reminded):
    assert look(reminded, after=UNREAD_AFTER)["unread"] == ["Alice"]

    with reminded.scope():
        alice = reminded.house.patients["Alice"].person
        mark = {"number": 1, "read_at": Now(), "conversation": Conversation.objects.get()}
        ReadMark.objects.create(person=reminded.house.staff["Marieke"].person, **mark)
    assert "unread" in look(reminded, after=UNREAD_AFTER)  # the team reads too
    with reminded.scope():
        ReadMark.objects.create(person=alice, **mark)
    assert look(reminded, after=UNREAD_AFTER) == {"unprepared": ["Alice"]}


def test_what_somebody_near_has_read_is_read(reminded):
    noor = represent(reminded.house.patients["Alice"])
    with reminded.scope():
        mark = {"number": 1, "read_at": Now(), "conversation": Conversation.objects.get()}
        ReadMark.objects.create(person=noor, **mark)

    assert "unread" not in look(reminded, after=UNREAD_AFTER)


@pytest.mark.parametrize("state", ["failed", "due"])
def test_a_step_that_went_wrong_or_is_late_stalls(clinic, state):
    clinic.book(days=40)
    with clinic.scope():
        rows = DueStep.objects.filter(id=clinic_step(clinic))
        rows.update(state=state, due_at=Now() - LATE_AFTER - timedelta(minutes=1))

    assert look(clinic) == {"stalled": ["Alice"]}


def clinic_step(clinic):
    return DueStep.objects.order_by("due_at").values_list("id", flat=True)[0]


def test_a_path_that_is_paused_is_not_forgotten(clinic):
    clinic.book(days=40)
    with clinic.scope():
        Enrolment.objects.update(status="paused")

    assert look(clinic) == {"paused": ["Alice"]}


def test_the_page_leads_into_the_conversation_and_leaves_a_line(reminded, marieke):
    text = marieke.get(PAGE).content.decode()

    with job_scope(reminded.house.id):
        enrolment = Enrolment.objects.get()
        line = AccessLogEntry.objects.get(event="carepath.read")
    assert "Niet voorbereid" in text and "Bloed laten prikken" in text
    assert str(enrolment.conversation_id) in text and line.patient_id == enrolment.patient_id
    assert "1 patiënt vraagt aandacht" in marieke.get(PATHS).content.decode()


def test_the_page_shows_one_path_or_department_when_that_is_asked(reminded, marieke):
    with reminded.scope():
        other = create_path(department=reminded.house.department, title="Vervolg")
    here = reminded.house.department.id

    assert "Bloed laten prikken" in marieke.get(PAGE, {"afdeling": here}).content.decode()
    assert "Bloed laten prikken" in marieke.get(PAGE, {"pad": reminded.path.id}).content.decode()
    assert "Niemand vraagt aandacht" in marieke.get(PAGE, {"pad": other.id}).content.decode()
    for wrong in ({"pad": uuid4()}, {"pad": "x"}, {"afdeling": uuid4()}, {"afdeling": "x"}):
        assert marieke.get(PAGE, wrong).status_code == 404


def test_thirty_patients_take_as_many_statements_as_one(clinic, marieke):
    counts = {PAGE: [], PATHS: []}
    for first, last in ((0, 1), (1, 30)):
        for number in range(first, last):
            clinic.book(days=8, source=f"ehr|{number}", patient=["Alice", "Bob"][number % 2])
        clinic.let_come()
        for page, found in counts.items():
            marieke.get(page)  # caches of the process
            with CaptureQueriesContext(connection) as statements:
                text = marieke.get(page).text
            found.append(len(statements))

    assert "30" in text
    assert all(found[0] == found[1] for found in counts.values()), counts


def test_another_organisation_sees_nobody_of_it(reminded, waterkant):
    nadia = signed_in(waterkant.staff["Nadia"].person)

    assert nadia.get(PAGE).status_code == 404
    assert nadia.get("/org/waterkant/zorgpaden/aandacht/", {"pad": reminded.path.id}).status_code == 404
    assert "Alice" not in nadia.get("/org/waterkant/zorgpaden/aandacht/").content.decode()
