"""A program signs in with the same two factors, and carries the key as bearer token."""

from __future__ import annotations

import pytest
from django.test import Client

from rowsecurity.scopes import job_scope
from tests import cast
from tests.people.conftest import PASSWORD, make_account
from tests.people.test_sign_in import app_of, now_in

FIRST, SECOND, SESSION = "/api/v1/sign-in/", "/api/v1/sign-in/second-factor/", "/api/v1/session/"
OWN = "/mijn/inloggen-met/"


@pytest.fixture
def dora(db):
    return make_account("Dora")


def call(path, data=None, token="", method="post"):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    browser = Client(enforce_csrf_checks=True)
    return getattr(browser, method)(path, data or {}, content_type="application/json", headers=headers)


def first(email="dora@example.org", password=PASSWORD):
    return call(FIRST, {"email": email, "password": password})


def test_password_then_code_gives_a_token_that_opens(dora, post):
    needs = first().json()
    assert (needs["needs"], needs["means"]) == ("second_factor", ["sms"])
    assert call(OWN, token=needs["token"], method="get").status_code == 302
    answer = call(SECOND, {"means": "sms", "code": post.code()}, token=needs["token"])
    assert not answer.cookies
    token = answer.json()["token"]
    assert call(OWN, token=token, method="get").status_code == 200
    assert call(OWN, token=needs["token"], method="get").status_code == 302

    assert call(SESSION, token=token, method="delete").status_code == 204
    assert call(OWN, token=token, method="get").status_code == 302


@pytest.mark.parametrize(("email", "password"), [("dora@example.org", "wrong"), ("nobody@example.org", "x")])
def test_wrong_and_unknown_look_alike(dora, email, password):
    answer = first(email, password)
    assert answer.status_code == 401
    assert answer.json() == first("else@example.org", "x").json()


def test_malformed_input_is_told(dora):
    assert call(FIRST, {"email": "no", "password": []}).status_code == 400
    assert Client().post(FIRST, "{", content_type="application/json").status_code == 400
    assert Client().post(FIRST, {"email": "dora@example.org", "password": PASSWORD}).status_code == 415


def test_the_second_step_needs_the_token_of_the_first(dora):
    assert call(SECOND, {"means": "sms", "code": "123456"}).status_code in {401, 403}
    assert call(SECOND, {"means": "sms", "code": "123456"}, token="made-up").status_code in {401, 403}


def test_staff_need_an_app_and_name_it_when_there_are_two(lindeborg, post):
    nurse = make_account("Nora")
    with job_scope(lindeborg.id):
        cast.make_member(nurse, department=lindeborg.department)
    token = first("nora@example.org").json()["token"]
    assert call(SECOND, {"means": "sms", "code": post.code()}, token=token).status_code == 403
    devices = [app_of(nurse, "telefoon"), app_of(nurse, "tablet")]
    needs = first("nora@example.org").json()
    assert needs["means"] == ["totp"]
    assert [device["name"] for device in needs["devices"]] == ["telefoon", "tablet"]
    given = {"means": "totp", "code": now_in(devices[1]), "device": devices[1].persistent_id}
    assert call(SECOND, given, token=needs["token"]).status_code == 200


def test_guesses_are_counted(dora):
    for _ in range(10):
        first(password="guess")
    assert first().status_code == 429
