"""Dispatchers that are killed, race each other and cross with moves: nothing missed, doubled or out of date.

These commit for real, and run the dispatcher as a worker does, in processes of their own.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from time import monotonic, sleep
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from carepaths import dispatcher
from carepaths.actions.enrolments import database_now
from carepaths.actions.paths import StepDraft, draft_version, turn_on
from carepaths.actions.visits import VisitFacts, record_visit
from carepaths.models import DueStep, OpenStep, Step, Visit
from carepaths.ready_made import CHECK_UP
from conversations.models import Message
from tests.carepaths.world import Clinic, make_clinic
from tests.cast import make_house, make_patient
from tests.isolation.databases import own_database

State = DueStep.State
PATIENTS = 24


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database of their own: what these tests commit troubles no other."""
    with django_db_blocker.unblock(), own_database("clock", row_security=True):
        yield


@pytest.fixture
def clinic(database: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Clinic]:
    with django_db_blocker.unblock():
        yield make_full_clinic()


def make_full_clinic() -> Clinic:
    clinic = make_clinic(make_house(f"clinic-{uuid4().hex[:8]}", patients=["Alice"], staff=[]))
    with clinic.scope():
        for number in range(PATIENTS):
            clinic.house.patients[f"P{number}"] = make_patient(f"P{number}", number=f"P{number}")
    return clinic


@contextmanager
def workers(number: int, *, lease: float) -> Iterator[list[subprocess.Popen]]:
    """So many dispatchers at work."""
    running = [start(lease) for _ in range(number)]
    try:
        yield running
    finally:
        for worker in running:
            kill(worker)


def start(lease: float) -> subprocess.Popen:
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-m", "tests.carepaths.run_dispatcher", name, str(lease)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert worker.stdout.readline() == b"ready\n"
    return worker


def kill(worker: subprocess.Popen) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()


def book(clinic: Clinic, patient: str, *, days: float, status: str = Visit.Status.BOOKED) -> Visit:
    with clinic.scope():
        return record_visit(
            source=f"ehr|{patient}",
            patient=clinic.house.patients[patient],
            department=clinic.house.department,
            facts=VisitFacts(clinic.now + timedelta(days=days), CHECK_UP, status),
        )


def make_all_due(clinic: Clinic) -> None:
    with clinic.scope():
        OpenStep.objects.update(wake_at=F("wake_at") - timedelta(days=400))  # in their order


def wait_until_quiet(clinic: Clinic, *, patience: float = 60) -> None:
    until = monotonic() + patience
    while monotonic() < until:
        with clinic.scope():
            if not OpenStep.objects.filter(wake_at__lte=database_now()).exists():
                return
        sleep(0.1)
    raise AssertionError("the dispatchers did not finish")


def check(clinic: Clinic) -> None:
    """What was marked as done was said, once; what was said was marked."""
    with clinic.scope():
        done = DueStep.objects.filter(state=State.DONE)
        marked = {
            (row.enrolment.conversation_id, row.message_number) for row in done.select_related("enrolment")
        }
        said = set(Message.objects.values_list("conversation_id", "number"))
        assert marked == said and len(marked) == done.count()
        steps = Counter(done.filter(kind="step").values_list("enrolment_id", "step_id"))
        assert all(count == 1 for count in steps.values())


def test_killed_dispatchers_miss_and_double_nothing(clinic):
    for number in range(PATIENTS):
        book(clinic, f"P{number}", days=8)  # the first reminder is due at once
    chance = random.Random(4)
    with workers(2, lease=1) as running:
        for _ in range(6):
            sleep(chance.uniform(0.05, 0.2))
            victim = chance.randrange(2)
            kill(running[victim])
            running[victim] = start(1)
        wait_until_quiet(clinic)

    check(clinic)
    with clinic.scope():
        assert Message.objects.count() == PATIENTS


def test_moves_and_cancellations_cross_with_sending(clinic):
    for number in range(PATIENTS):
        book(clinic, f"P{number}", days=8)
    chance = random.Random(7)
    with workers(2, lease=2):
        for turn in range(50):
            patient = f"P{chance.randrange(PATIENTS)}"
            cancelled = Visit.Status.CANCELLED if chance.random() < 0.15 else Visit.Status.BOOKED
            book(clinic, patient, days=chance.choice([8, 8.5, 20, 30]), status=cancelled)
            if turn % 10 == 0:
                make_all_due(clinic)
        make_all_due(clinic)
        wait_until_quiet(clinic)

    check(clinic)
    with clinic.scope():
        for visit in Visit.objects.all():
            rows = DueStep.objects.filter(enrolment__visit=visit)
            last = rows.filter(state=State.DONE).order_by("-visit_version", "-done_at").first()
            if visit.is_booked and last is not None:
                assert last.visit_starts_at == visit.starts_at, "the last word names the present moment"
            assert not rows.filter(visit_version__lt=visit.version, state=State.DUE).exists()


def test_two_dispatchers_never_claim_the_same(clinic):
    for number in range(PATIENTS):
        book(clinic, f"P{number}", days=8)

    claims = [mine for _ in range(4) for mine in dispatcher.claim(PATIENTS // 3)]
    for mine in claims:
        dispatcher.perform(mine)

    assert len(set(claims)) == len(claims) == PATIENTS


@pytest.mark.parametrize("change", [{"days": 20}, {"days": 8, "status": Visit.Status.CANCELLED}])
def test_what_changes_while_it_is_leased_is_not_sent(clinic, change):
    book(clinic, "Alice", days=8)
    (mine,) = dispatcher.claim()

    book(clinic, "Alice", **change)
    dispatcher.perform(mine)

    assert clinic.messages() == []
    with clinic.scope():
        assert DueStep.objects.get(id=mine.due_step_id).state == State.CANCELLED


def test_who_lost_its_lease_sends_nothing(clinic):
    book(clinic, "Alice", days=8)
    (slow,) = dispatcher.claim(lease=timedelta(0))
    (quick,) = dispatcher.claim()

    dispatcher.perform(slow)
    assert clinic.messages() == []
    dispatcher.perform(quick)
    dispatcher.perform(quick)

    assert len(clinic.messages()) == 1


def test_the_clock_of_the_database_decides(clinic):
    book(clinic, "Alice", days=40)

    assert dispatcher.dispatch() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seconds_behind()")
        assert cursor.fetchone()[0] == 0


def test_one_bad_row_does_not_hold_up_the_others(clinic):
    with clinic.scope():
        draft = StepDraft(-10, time(9), "Te lang", "{voornaam} " * 60, kind=Step.Kind.MESSAGE)
        turn_on(version=draft_version(path=clinic.path, steps=[draft]))
        alice = clinic.house.patients["Alice"]
        alice.given_name = "A" * 80  # makes a message that is too long to send
        alice.save(update_fields=["given_name"])
    for patient in ("Alice", "P1"):
        book(clinic, patient, days=8)

    dispatcher.dispatch()

    with clinic.scope():
        assert Message.objects.get().patient_id == clinic.house.patients["P1"].id
        assert DueStep.objects.get(enrolment__patient=alice).attempts == 1
