"""Staff come in by an invitation, with the second factor of staff, and are out at once when it ends."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope
from tenants.models import Membership, StaffInvitation
from tenants.roles import Role
from tests import cast
from tests.people.conftest import PASSWORD, make_account

FIELDS = {
    "email": "Nora@Lindeborg.example",
    "given_name": "Nora",
    "family_name": "Dekker",
    "display_name": "Nora",
    "job_title": "poli-assistent",
    "roles": ["desk"],
}


@pytest.fixture
def ingrid(lindeborg):
    person = cast.make_person("Ingrid")
    with job_scope(lindeborg.id):
        return cast.make_member(person, department=lindeborg.department, roles=[Role.ADMIN])


@pytest.fixture
def admin(ingrid) -> Client:
    return cast.signed_in(ingrid.person)


@pytest.fixture
def link(lindeborg, admin, post):
    fields = FIELDS | {"departments": [str(lindeborg.department.id)]}
    assert admin.post("/org/lindeborg/medewerkers/nieuw/", fields).status_code == 302
    return post.link()


def weakly_signed_in(person) -> Client:
    """As a patient signs in: password and a code by text message."""
    session = SessionStore()
    session.sign_in(person.id, is_verified=True)
    client = Client()
    client.cookies["session"] = session.session_key
    return client


def enrol(browser: Client, page: str) -> str:
    """Set up an app on the page where somebody without one is led, and return where that leads."""
    browser.post(page, {"name": "Telefoon"})
    store = SessionStore(browser.cookies["session"].value)
    store.load()
    person_id = store.person_id
    with gate_scope(person_id):
        device = TOTPDevice.objects.get(user_id=person_id, confirmed=False)
    return browser.post(page, {"code": f"{totp(device.bin_key):06d}"}).headers["Location"]


def test_a_colleague_is_invited_chooses_a_password_sets_up_an_app_and_works(lindeborg, link, post):
    browser = Client()
    page = browser.get(link).text
    assert "Lindeborg" in page and "nora@lindeborg.example" in page
    answer = browser.post(link, {"mobile": "06 12345678", "password": PASSWORD})
    assert answer.headers["Location"].startswith("/inloggen/bevestigen/")
    assert browser.get("/org/lindeborg/").status_code == 302  # nothing opens yet
    answer = browser.post(answer.headers["Location"], {"code": post.code()})
    assert answer.headers["Location"].startswith("/inloggen/instellen/")
    assert browser.get("/org/lindeborg/").status_code == 302
    assert enrol(browser, answer.headers["Location"]) == "/org/lindeborg/"

    assert browser.get("/org/lindeborg/").status_code == 200
    with job_scope(lindeborg.id):
        membership = Membership.objects.get(display_name="Nora")
        assert membership.roles == ["desk"] and membership.departments.count() == 1
    assert Client().get(link).status_code == 404  # used


def test_looking_at_the_link_changes_nothing(lindeborg, link):
    for _ in range(3):
        assert Client().get(link).status_code == 200
    with job_scope(lindeborg.id):
        assert StaffInvitation.objects.get().accepted_at is None


def test_a_patient_who_comes_to_work_shows_the_second_factor_of_staff_first(lindeborg, link):
    alice = lindeborg.patients["Alice"].person
    browser, other = weakly_signed_in(alice), weakly_signed_in(alice)
    assert other.get("/mijn/").status_code == 200
    assert "Alice" in browser.get(link).text

    answer = browser.post(link)

    assert answer.headers["Location"].startswith("/inloggen/bevestigen/")
    assert [each.get("/org/lindeborg/").status_code for each in (browser, other)] == [302, 302]
    assert other.get("/mijn/").status_code == 302  # every weaker session has ended


def test_somebody_with_an_app_goes_on_at_once(waterkant, lindeborg, link):
    nadia = cast.signed_in(waterkant.staff["Nadia"].person)
    assert nadia.post(link).headers["Location"] == "/org/lindeborg/"
    assert nadia.get("/org/lindeborg/").status_code == 200


def test_a_known_address_signs_in_first(lindeborg, admin, post):
    make_account("Carla")
    admin.post("/org/lindeborg/medewerkers/nieuw/", FIELDS | {"email": "carla@example.org"})
    link = post.link()
    page = Client().get(link).text
    assert "/inloggen/" in page and 'name="password"' not in page
    assert Client().post(link, {"mobile": "0612345678", "password": PASSWORD}).status_code == 200


def test_the_database_keeps_no_weak_verified_session_of_a_member(lindeborg):
    marieke = weakly_signed_in(lindeborg.staff["Marieke"].person)
    assert marieke.get("/org/lindeborg/").status_code == 302
    assert marieke.get("/mijn/inloggen-met/").status_code == 302


def test_ending_ends_every_session_at_once_and_coming_back_is_possible(lindeborg, admin):
    marieke = lindeborg.staff["Marieke"]
    browser = cast.signed_in(marieke.person)
    assert browser.get("/org/lindeborg/").status_code == 200
    assert admin.post(f"/org/lindeborg/medewerkers/{marieke.id}/einde/").status_code == 302
    assert browser.get("/org/lindeborg/").status_code == 302
    assert cast.signed_in(marieke.person).get("/org/lindeborg/").status_code == 404
    assert admin.post(f"/org/lindeborg/medewerkers/{marieke.id}/einde/").status_code == 404


def test_the_last_admin_stays_and_nobody_ends_themselves(lindeborg, ingrid, admin):
    page = f"/org/lindeborg/medewerkers/{ingrid.id}/"
    work = {"display_name": "Ingrid", "job_title": "beheerder", "roles": ["desk"]}
    assert admin.post(f"{page}einde/").status_code == 409
    assert admin.post(page, work).status_code == 409
    assert admin.post(page, work | {"roles": ["desk", "admin"]}).status_code == 302
    assert "beheerder" in admin.get("/org/lindeborg/medewerkers/").text


def test_a_link_that_was_withdrawn_or_sent_again_no_longer_works(lindeborg, admin, link, post):
    with job_scope(lindeborg.id):
        invitation = StaffInvitation.objects.get()
    base = f"/org/lindeborg/medewerkers/uitnodiging/{invitation.id}/"
    assert admin.post(f"{base}opnieuw/").status_code == 302
    fresh = post.link()
    assert [Client().get(each).status_code for each in (link, fresh)] == [404, 200]
    assert admin.post(f"{base}intrekken/").status_code == 302
    assert Client().get(fresh).status_code == 404
    assert admin.post(f"{base}opnieuw/").status_code == 409


def test_only_an_admin_of_the_organisation_invites_or_ends(lindeborg, waterkant, link):
    with job_scope(lindeborg.id):
        invitation = StaffInvitation.objects.get()
    marieke = lindeborg.staff["Marieke"]
    nurse, stranger = cast.signed_in(marieke.person), cast.signed_in(waterkant.staff["Nadia"].person)
    for path in ("", "nieuw/", f"{marieke.id}/"):
        assert nurse.get(f"/org/lindeborg/medewerkers/{path}").status_code == 403
        assert stranger.get(f"/org/lindeborg/medewerkers/{path}").status_code == 404
    with job_scope(waterkant.id):
        Membership.objects.update(roles=[Role.ADMIN])
    assert stranger.post(f"/org/waterkant/medewerkers/{marieke.id}/einde/").status_code == 404
    path = f"/org/waterkant/medewerkers/uitnodiging/{invitation.id}/intrekken/"
    assert stranger.post(path).status_code == 404


def test_more_colleagues_cost_no_more_statements(lindeborg, ingrid, admin):
    page = "/org/lindeborg/medewerkers/"
    admin.get(page)
    with CaptureQueriesContext(connection) as before:
        admin.get(page)
    for number in range(3):
        person = cast.make_person(f"Collega{number}")
        with job_scope(lindeborg.id):
            cast.make_member(person, department=lindeborg.department)

    with CaptureQueriesContext(connection) as after:
        assert admin.get(page).text.count("Collega") >= 3

    assert len(after) == len(before)
