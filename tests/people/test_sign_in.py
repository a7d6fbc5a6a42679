"""Password, then a second factor; guesses are counted, and who guesses learns nothing."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from people.actions.enrolment import make_recovery_codes
from people.models import Credential, Session
from people.sessions import Limits, SessionStore, key_hash
from rowsecurity.scopes import gate_scope, job_scope
from tests import cast
from tests.people.conftest import PASSWORD, make_account

SIGN_IN, SECOND = "/inloggen/", "/inloggen/bevestigen/"


@pytest.fixture
def dora(db):
    return make_account("Dora")


@pytest.fixture
def nurse(lindeborg):
    """Marieke's colleague Nora, who signs in with an app."""
    person = make_account("Nora")
    with job_scope(lindeborg.id):
        cast.make_member(person, department=lindeborg.department)
    return person


def app_of(person, name="telefoon"):
    with gate_scope(person.id):
        return TOTPDevice.objects.create(user=person, name=name, confirmed=True)


def now_in(device) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06d}"


def give_password(browser, email="dora@example.org", password=PASSWORD, **more):
    return browser.post(SIGN_IN, {"email": email, "password": password} | more)


def test_a_patient_signs_in_with_password_and_code(dora, post):
    browser = Client()
    assert give_password(browser, next="/mijn/inloggen-met/").status_code == 302
    assert browser.get("/mijn/inloggen-met/").status_code == 302  # the password alone opens nothing
    answer = browser.post(SECOND, {"code": post.code(), "next": "/mijn/inloggen-met/"})
    assert answer.headers["Location"] == "/mijn/inloggen-met/"
    assert browser.get("/mijn/inloggen-met/").status_code == 200


def test_a_new_browser_speaks_the_language_of_the_person(dora, post):
    with gate_scope(dora.id):
        dora.language = "en"
        dora.save(update_fields=["language"])
    browser = Client(headers={"accept-language": "nl"})
    give_password(browser)
    browser.post(SECOND, {"code": post.code()})
    assert "How you sign in" in browser.get("/mijn/inloggen-met/").text


@pytest.mark.parametrize(
    ("email", "password"), [("dora@example.org", "wrong"), ("nobody@example.org", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_look_alike(dora, email, password):
    answer = give_password(Client(), email, password)
    assert answer.status_code == 422
    assert "E-mailadres of wachtwoord klopt niet." in answer.text or "is wrong" in answer.text


def test_an_inactive_person_gets_the_same_answer(dora):
    with gate_scope(dora.id):
        dora.is_active = False
        dora.save(update_fields=["is_active"])
    assert give_password(Client()).status_code == 422


def test_ten_guesses_then_wait_but_the_owner_still_gets_in(dora, post):
    home = Client()
    give_password(home)
    home.post(SECOND, {"code": post.code()})
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(10):
        assert give_password(stranger, password="guess").status_code == 422
    assert give_password(stranger).status_code == 422  # the right one, too late
    assert give_password(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302  # from elsewhere
    home.post("/uitloggen/")
    home.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert give_password(home).status_code == 302  # from the same address, in a browser known to be theirs


def test_a_code_by_text_message_works_once_and_wrong_ones_end_it(dora, post):
    browser, other = Client(), Client()
    give_password(browser)
    code = post.code()
    give_password(other)
    code = post.code()
    assert other.post(SECOND, {"code": code}).status_code == 302
    assert browser.post(SECOND, {"code": code}).status_code == 422
    browser.post("/inloggen/code/")
    code = post.code()
    for _ in range(5):
        browser.post(SECOND, {"code": "000000" if code != "000000" else "111111"})
    assert browser.post(SECOND, {"code": code}).status_code == 422


def test_codes_are_sent_only_so_often(dora, post):
    browser = Client()
    give_password(browser)
    for _ in range(10):
        browser.post("/inloggen/code/")
    assert len([piece for piece in post.deliver() if piece.channel == "sms"]) == 5


def test_the_code_stands_hashed(dora, post):
    give_password(Client())
    code = post.code()
    with gate_scope(dora.id):
        assert code.encode() not in bytes(Credential.objects.get(person=dora).code_hash)


def test_the_key_changes_at_each_step_and_the_old_one_is_worth_nothing(dora, post):
    browser = Client()
    give_password(browser)
    first = browser.cookies["session"].value
    browser.post(SECOND, {"code": post.code()})
    assert browser.cookies["session"].value != first
    old = Client()
    old.cookies["session"] = first
    assert old.get(SECOND).headers["Location"].startswith(SIGN_IN)


def test_staff_sign_in_with_an_app_and_not_with_a_text_message(nurse, post):
    device = app_of(nurse)
    browser = Client()
    give_password(browser, "nora@example.org")
    assert post.deliver() == []
    assert "sms" not in browser.get(f"{SECOND}?met=sms").text.split("<main")[1].split("</main")[0].lower()
    browser.post("/inloggen/code/")
    assert post.deliver() == []
    assert browser.post(SECOND, {"code": now_in(device)}).headers["Location"] == "/inloggen/verder/"
    assert browser.get("/inloggen/verder/").headers["Location"] == "/org/lindeborg/"
    assert browser.get("/org/lindeborg/uitnodigen/").status_code == 200


def test_a_code_of_an_app_works_once(nurse):
    device = app_of(nurse)
    code = now_in(device)
    first, second = Client(), Client()
    for browser in (first, second):
        give_password(browser, "nora@example.org")
    assert first.post(SECOND, {"code": code}).status_code == 302
    assert second.post(SECOND, {"code": code}).status_code == 422


def test_with_two_apps_one_says_which(nurse):
    app_of(nurse, "telefoon"), app_of(nurse, "tablet")
    with gate_scope(nurse.id):
        second = TOTPDevice.objects.get(user=nurse, name="tablet")
    browser = Client()
    give_password(browser, "nora@example.org")
    assert "tablet" in browser.get(SECOND).text
    assert browser.post(SECOND, {"code": now_in(second)}).status_code == 422
    given = {"code": now_in(second), "device": second.persistent_id}
    assert browser.post(SECOND, given).status_code == 302


def test_staff_without_an_app_make_one_before_anything_opens(nurse, post):
    browser = Client()
    give_password(browser, "nora@example.org")
    assert browser.post(SECOND, {"code": post.code()}).headers["Location"].startswith("/inloggen/instellen/")
    assert browser.get("/org/lindeborg/uitnodigen/").status_code == 302
    browser.post("/inloggen/instellen/", {"name": "telefoon"})
    page = browser.get("/inloggen/instellen/").text
    assert "data:image/png" in page
    with gate_scope(nurse.id):
        device = TOTPDevice.objects.get(user=nurse)
    assert browser.post("/inloggen/instellen/", {"code": now_in(device)}).status_code == 302
    assert browser.get("/org/lindeborg/uitnodigen/").status_code == 200


def test_the_page_to_make_an_app_is_closed_without_the_code(nurse):
    browser = Client()
    give_password(browser, "nora@example.org")
    assert browser.get("/inloggen/instellen/").headers["Location"].startswith(SIGN_IN)


def test_a_recovery_code_works_once(dora):
    with gate_scope(dora.id):
        codes = make_recovery_codes(person=dora)
    first, second = Client(), Client()
    for browser in (first, second):
        give_password(browser)
    way = f"{SECOND}?met=recovery"
    assert first.post(way, {"code": codes[0].upper()}).status_code == 302
    assert second.post(way, {"code": codes[0]}).status_code == 422


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_next_leads_to_our_own_pages_only(dora, post, page):
    browser = Client()
    give_password(browser, next=page)
    answer = browser.post(SECOND, {"code": post.code(), "next": page})
    assert answer.headers["Location"] == "/inloggen/verder/"


def test_signing_out_ends_the_session_and_wipes_the_browser(dora):
    browser = cast.signed_in(dora)
    key = browser.cookies["session"].value
    answer = browser.post("/uitloggen/")
    assert "storage" in answer.headers["Clear-Site-Data"]
    thief = Client()
    thief.cookies["session"] = key
    assert thief.get("/mijn/inloggen-met/").status_code == 302
    assert browser.get("/uitloggen/").status_code == 405


@pytest.mark.parametrize(
    "limits", [Limits(timedelta(0), timedelta(hours=1)), Limits(timedelta(hours=1), timedelta(hours=-1))]
)
def test_a_session_ends_at_its_idle_and_its_absolute_limit(dora, limits):
    session = SessionStore()
    session.sign_in(dora.id, is_verified=True, limits=limits)
    browser = Client()
    browser.cookies["session"] = session.session_key
    assert browser.get("/mijn/inloggen-met/").status_code == 302


def test_asking_keeps_a_session_alive_but_not_past_its_absolute_limit(dora):
    insert = """INSERT INTO people_session
          (key_hash, is_verified, data, label, created_at, seen_at, expires_at, idle_limit)
        VALUES (%s, true, '', '', now(), now() - interval '20 minutes', now() + %s, interval '30 minutes')"""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute("SET ROLE bd_door_gate")
        for key, left, outcome in ((b"a", timedelta(hours=1), True), (b"b", timedelta(0), False)):
            owner.execute(insert, [key, left])
            assert bool(owner.execute("SELECT * FROM session_load(%s)", [key]).fetchall()) is outcome
            seen = owner.execute("SELECT seen_at = now() FROM people_session WHERE key_hash = %s", [key])
            assert seen.fetchone() == (outcome,)
        owner.rollback()


def test_staff_have_shorter_limits(nurse):
    device = app_of(nurse)
    browser = Client()
    give_password(browser, "nora@example.org")
    browser.post(SECOND, {"code": now_in(device)})
    with gate_scope(nurse.id):
        rows = list(Session.objects.filter(person=nurse).values_list("expires_at", "created_at"))
    assert [round((until - made).total_seconds() / 3600) for until, made in rows] == [12]


def test_a_stolen_table_of_sessions_opens_nothing(dora):
    browser = cast.signed_in(dora)
    thief = Client()
    thief.cookies["session"] = key_hash(browser.cookies["session"].value).hex()
    assert thief.get("/mijn/inloggen-met/").status_code == 302
    assert SessionStore(thief.cookies["session"].value).get("verified_at") is None


def test_the_page_asks_for_the_code_by_itself_once(dora, post):
    browser = cast.signed_in(dora)  # in already, and about to change something
    assert "<code-sender now>" in browser.get(SECOND).content.decode()

    sent = browser.post("/inloggen/code/", {"next": "/mijn/downloaden/"}, follow=True)

    assert "Er is een code onderweg naar uw telefoon." in sent.content.decode()
    assert "<code-sender now>" not in sent.content.decode() + browser.get(SECOND).content.decode()
    code = post.code()
    answer = browser.post(SECOND, {"code": code, "next": "/mijn/downloaden/"})
    assert answer.headers["Location"] == "/mijn/downloaden/"


def test_a_page_whose_code_could_not_be_sent_does_not_ask_for_ever(dora, settings):
    settings.SMS_URL = "json://127.0.0.1:9/{to}"
    browser = cast.signed_in(dora)

    answer = browser.post("/inloggen/code/", {"next": ""})

    with gate_scope(dora.id):
        Credential.objects.filter(person_id=dora.id).update(code_expires_at=None)
    assert "<code-sender now>" not in browser.get(answer.headers["Location"]).content.decode()
