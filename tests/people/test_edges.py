"""The HTTP edge as an attacker sees it: nobody gets a scope that is not theirs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from people.refusals import answer_refusals
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope
from tests import cast

INVITE = "/org/lindeborg/uitnodigen/"


def half_signed_in(person) -> Client:
    """Past the password only."""
    session = SessionStore()
    session.sign_in(person.id, is_verified=False)
    session.save()
    browser = Client()
    browser.cookies["session"] = session.session_key
    return browser


@pytest.fixture
def marieke(lindeborg):
    return lindeborg.staff["Marieke"]


def test_an_unknown_and_a_foreign_organisation_look_alike(lindeborg, waterkant, marieke):
    browser = cast.signed_in(marieke.person)
    unknown, foreign = (browser.get(f"/org/{slug}/uitnodigen/") for slug in ("nowhere", "waterkant"))
    assert (unknown.status_code, foreign.status_code) == (404, 404)
    assert browser.get(INVITE).status_code == 200


@pytest.mark.parametrize("path", [INVITE, "/mijn/instellingen/", "/mijn/inloggen-met/", "/inloggen/verder/"])
def test_a_password_alone_opens_nothing(marieke, path):
    assert half_signed_in(marieke.person).get(path).headers["Location"].startswith("/inloggen/?next=")
    assert Client().get(path).headers["Location"].startswith("/inloggen/?next=")


def test_who_left_is_a_stranger_at_once(lindeborg, marieke):
    browser = cast.signed_in(marieke.person)
    assert browser.get(INVITE).status_code == 200
    with job_scope(lindeborg.id):
        marieke.ended_at = timezone.now()
        marieke.save(update_fields=["ended_at"])
    assert browser.get(INVITE).status_code == 302  # the session has ended with it
    assert cast.signed_in(marieke.person).get(INVITE).status_code == 404


def test_who_was_made_inactive_is_out_at_once(marieke):
    browser = cast.signed_in(marieke.person)
    with gate_scope(marieke.person_id):
        marieke.person.is_active = False
        marieke.person.save(update_fields=["is_active"])
    assert browser.get(INVITE).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "é", "a" * 5000, "0" * 43, "' OR 1=1 --"])
def test_a_made_up_key_is_nobody(db, key):
    browser = Client()
    assert browser.get(INVITE, headers={"authorization": f"Bearer {key}"}).status_code == 302
    browser.cookies["session"] = key
    assert browser.get(INVITE).status_code == 302


def test_a_program_is_told_and_a_browser_is_led(db, lindeborg):
    answer = Client().delete("/api/v1/session/")
    assert answer.status_code in {401, 403}
    assert "text/html" not in answer.headers["Content-Type"]


def test_a_cookie_without_the_proof_of_our_own_page_changes_nothing(marieke):
    browser = cast.signed_in(marieke.person)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["session"] = browser.cookies["session"].value
    assert strict.post("/uitloggen/").status_code == 403
    assert strict.get(INVITE).status_code == 200


def test_a_bearer_needs_no_such_proof_and_its_cookie_does_not_count(marieke):
    key = cast.signed_in(marieke.person).cookies["session"].value
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(INVITE, headers={"authorization": f"Bearer {key}"}).status_code == 200
    # A made-up bearer beside a right cookie must not borrow the cookie's person without the proof.
    strict.cookies["session"] = key
    made_up = strict.post("/uitloggen/", headers={"authorization": "Bearer made-up"})
    assert made_up.status_code == 200
    assert strict.get(INVITE).status_code == 200


def test_every_answer_to_a_person_stays_out_of_caches(marieke):
    assert cast.signed_in(marieke.person).get(INVITE).headers["Cache-Control"] == "no-store"
    assert Client().get("/inloggen/").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts(lindeborg, marieke):
    from tests.people.conftest import PASSWORD, make_account

    make_account("Dora")
    answer = Client().post("/inloggen/", {"email": "dora@example.org", "password": PASSWORD})
    cookie = answer.cookies["session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_a_page_of_staff_takes_few_statements(lindeborg, marieke, django_assert_max_num_queries):
    browser = cast.signed_in(marieke.person)
    browser.get("/org/lindeborg/uitnodigen/nieuw/")  # the directory is known now
    with django_assert_max_num_queries(8):
        browser.get("/org/lindeborg/uitnodigen/nieuw/")


def test_when_the_database_is_away_the_page_says_so(rf, db):
    def serve():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1")
            cursor.execute("SELECT pg_sleep(1)")

    request = rf.get("/mijn/")
    request.session = SessionStore()
    answer = answer_refusals(request, serve)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
