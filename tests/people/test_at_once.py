"""The same thing at the same moment, from many sides: one wins. These tests commit,."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from notifications.delivery import claim
from notifications.models import Notice
from people.actions.invitations import invite_patient
from people.actions.second_factors import prove_totp
from people.looker import Looker
from people.models import Patient
from rowsecurity.scopes import gate_scope, job_scope
from tests import cast
from tests.people.conftest import PASSWORD, make_account
from tests.people.test_sign_in import app_of, now_in

SIDES = 8


@pytest.fixture
def house(django_db_setup: None, django_db_blocker) -> Iterator[cast.House]:
    with django_db_blocker.unblock():
        yield cast.make_house(f"once-{uuid4().hex[:8]}", patients=[], staff=[])


def at_once(act: Callable[[], object], sides: int = SIDES) -> list[object]:
    """Run `act` in as many threads, all beginning together."""
    start = Barrier(sides)

    def side() -> object:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(sides) as threads:
        return [future.result() for future in [threads.submit(side) for _ in range(sides)]]


def test_one_code_of_an_app_is_right_once(house):
    person = make_account(f"Nora{uuid4().hex[:6]}")
    device = app_of(person)
    code = now_in(device)

    def try_it() -> bool:
        with gate_scope(person.id):
            return prove_totp(person=person, device_id=device.persistent_id, code=code)

    assert at_once(try_it).count(True) == 1


def test_two_browsers_at_the_end_of_one_invitation_one_gets_in(house, post):
    name = f"carla{uuid4().hex[:6]}"
    with job_scope(house.id):
        patient = cast.make_patient(name, number="7")
        looker = Looker(label="", role="platform")
        invite_patient(member=None, looker=looker, patient=patient)
    link = post.link()
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.post(link, {"birth_date": "14-3-1958"})
        browser.post(f"{link}code/", {"code": post.code()})
    waiting = list(browsers)

    answers = at_once(lambda: waiting.pop().post(f"{link}account/", {"password": PASSWORD}), sides=2)

    locations = [answer.headers.get("Location") for answer in answers]
    assert locations.count("/mijn/") == 1
    with job_scope(house.id):
        assert Patient.objects.get().person_id is not None


def test_workers_share_what_is_due(house, post):
    with job_scope(house.id):
        for number in range(SIDES * 3):
            Notice.objects.create(
                key=f"{number}", template="new_message", channel="email", address="a@example.org"
            )

    claimed = [ours.notice_id for claims in at_once(lambda: claim(5)) for ours in claims]

    assert len(claimed) == len(set(claimed)) == SIDES * 3
    with job_scope(house.id):
        Notice.objects.update(state="sent")


def test_guesses_from_all_sides_are_all_counted(house):
    email = f"{make_account(f'Dora{uuid4().hex[:6]}').given_name.lower()}@example.org"
    address = f"2001:db8::{uuid4().hex[:4]}"

    def guess() -> bool:
        browser = Client(REMOTE_ADDR=address)
        answer = browser.post("/inloggen/", {"email": email, "password": "guess"})
        return "Te veel pogingen" in answer.text

    assert (at_once(guess) + at_once(guess)).count(True) == 2 * SIDES - 10
