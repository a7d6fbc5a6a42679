"""One's own account: sessions, means to sign in, and only one's own."""

from __future__ import annotations

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from people.models import Session
from people.sessions import VERIFIED_AT, SessionStore, key_hash
from rowsecurity.scopes import gate_scope, job_scope
from tests import cast
from tests.people.conftest import PASSWORD, make_account
from tests.people.test_sign_in import app_of, now_in

OTHER = "heel iets anders"
SETTINGS, MEANS = "/mijn/instellingen/", "/mijn/inloggen-met/"


@pytest.fixture
def dora(db):
    return make_account("Dora")


@pytest.fixture
def mallory(db):
    return make_account("Mallory")


def handle(browser: Client) -> str:
    return key_hash(browser.cookies["session"].value).hex()


def long_ago(person) -> Client:
    """A browser that showed its second factor an hour ago."""
    session = SessionStore()
    session.sign_in(person.id, is_verified=True)
    session[VERIFIED_AT] -= 3600
    session.save()
    browser = Client()
    browser.cookies["session"] = session.session_key
    return browser


def test_a_person_sees_and_ends_their_sessions(dora):
    here, there = cast.signed_in(dora), cast.signed_in(dora)
    assert handle(there) in here.get(SETTINGS).text
    assert here.post(f"{SETTINGS}sessies/einde/", {"session": handle(there)}).status_code == 302
    assert there.get(SETTINGS).status_code == 302
    assert here.get(SETTINGS).status_code == 200


def test_all_others_end_at_once(dora):
    here, others = cast.signed_in(dora), [cast.signed_in(dora) for _ in range(3)]
    here.post(f"{SETTINGS}sessies/andere-einde/")
    assert [other.get(SETTINGS).status_code for other in others] == [302, 302, 302]
    with gate_scope(dora.id):
        assert Session.objects.filter(person=dora).count() == 1


@pytest.mark.parametrize("named", ["", "zz", "00"])
def test_nobody_ends_the_session_of_another(dora, mallory, named):
    owner, stranger = cast.signed_in(dora), cast.signed_in(mallory)
    assert handle(owner) not in stranger.get(SETTINGS).text
    stranger.post(f"{SETTINGS}sessies/einde/", {"session": named or handle(owner)})
    assert owner.get(SETTINGS).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "app/"),
        ("post", "app/1/weg/"),
        ("post", "passkey/1/weg/"),
        ("post", "herstelcodes/"),
        ("get", "wachtwoord/"),
    ],
)
def test_changing_a_means_asks_for_a_fresh_second_factor(dora, method, path):
    answer = getattr(long_ago(dora), method)(f"{MEANS}{path}")
    assert answer.headers["Location"].startswith("/inloggen/bevestigen/")


def test_a_passkey_is_not_begun_without_a_fresh_second_factor(dora):
    assert long_ago(dora).post(f"{MEANS}passkey/").status_code == 403
    assert cast.signed_in(dora).post(f"{MEANS}passkey/").status_code == 200


def test_an_app_is_added_and_removed(dora):
    browser = cast.signed_in(dora)
    browser.post(f"{MEANS}app/", {"name": "Noors toestel"})
    with gate_scope(dora.id):
        device = TOTPDevice.objects.get(user=dora)
    assert browser.post(f"{MEANS}app/", {"code": "000"}).status_code == 422
    with gate_scope(dora.id):
        device.throttle_reset()
    assert browser.post(f"{MEANS}app/", {"code": now_in(device)}).status_code == 302
    assert "Noors toestel" in browser.get(MEANS).text
    assert browser.post(f"{MEANS}app/{device.id}/weg/").status_code == 302
    assert "Noors toestel" not in browser.get(MEANS).text


def test_nobody_removes_the_app_of_another(dora, mallory):
    device = app_of(dora)
    cast.signed_in(mallory).post(f"{MEANS}app/{device.id}/weg/")
    with gate_scope(dora.id):
        assert TOTPDevice.objects.filter(id=device.id).exists()


def test_staff_keep_at_least_one_strong_means(lindeborg):
    nurse = make_account("Nora")
    with job_scope(lindeborg.id):
        cast.make_member(nurse, department=lindeborg.department)
    device = app_of(nurse)
    assert cast.signed_in(nurse).post(f"{MEANS}app/{device.id}/weg/").status_code == 409
    with gate_scope(nurse.id):
        assert TOTPDevice.objects.filter(id=device.id).exists()


def test_recovery_codes_are_shown_once_and_kept_as_hashes(dora):
    browser = cast.signed_in(dora)
    page = browser.post(f"{MEANS}herstelcodes/").text
    shown = page.split('<code class="numeric">')[1].split("</code>")[0]
    assert shown not in browser.get(MEANS).text
    with gate_scope(dora.id):
        tokens = dora.staticdevice_set.get().token_set.values_list("token", flat=True)
        assert len(tokens) == 8 and shown.replace("-", "") not in tokens


def test_a_new_password_signs_the_others_out(dora):
    here, there = cast.signed_in(dora), cast.signed_in(dora)
    assert here.post(f"{MEANS}wachtwoord/", {"old": "wrong", "password": OTHER}).status_code == 422
    assert here.post(f"{MEANS}wachtwoord/", {"old": PASSWORD, "password": "kort"}).status_code == 422
    assert here.post(f"{MEANS}wachtwoord/", {"old": PASSWORD, "password": OTHER}).status_code == 302
    assert there.get(SETTINGS).status_code == 302
    assert here.get(SETTINGS).status_code == 200
