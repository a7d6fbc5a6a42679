"""A letter leads in by a short code: counted tries, a number given at the desk, an address that is proven."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from people.models import Invitation, Patient
from rowsecurity.scopes import job_scope
from tests import cast
from tests.people.conftest import PASSWORD

CODE = re.compile(r"[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3}")


@pytest.fixture
def desk(lindeborg):
    return cast.signed_in(lindeborg.staff["Marieke"].person)


def letter(desk, patient) -> str:
    """The words of the letter as a PDF reader sees them."""
    answer = desk.post(f"/org/lindeborg/uitnodigen/{patient.id}/brief/")
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content)).pages[0].extract_text()


def unknown(house, patient, **values) -> None:
    with job_scope(house.id):
        Patient.objects.filter(id=patient.id).update(**values)


def enter(browser, code: str) -> str:
    """Type the code, and return where it leads."""
    answer = browser.post("/in/", {"code": code})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_a_letter_names_patient_and_organisation_and_nothing_about_health(lindeborg, carla, desk):
    words = letter(desk, carla)
    assert all(word in words for word in ("Lindeborg", "Carla Jansen", "112")) and CODE.search(words)
    assert not any(word in words for word in ("Reumatologie", "1958"))


def test_the_code_leads_in_as_it_is_typed_by_people(lindeborg, carla, desk, post):
    code = CODE.search(letter(desk, carla)).group()
    browser = Client()
    assert code in browser.get(f"/in/?code={code}").text
    path = enter(browser, f" {code.lower().replace('-', ' ')} ")
    assert "Lindeborg" in browser.get(path).text
    browser.post(path, {"birth_date": "14-3-1958"})
    browser.post(f"{path}code/", {"code": post.code()})
    assert browser.post(f"{path}account/", {"password": PASSWORD}).headers["Location"] == "/mijn/"
    assert Client().post("/in/", {"code": code}).status_code == 422  # used


def test_a_newer_letter_ends_the_earlier_one(lindeborg, carla, desk):
    first, second = (CODE.search(letter(desk, carla)).group() for _ in range(2))
    assert Client().post("/in/", {"code": first}).status_code == 422
    assert Client().post("/in/", {"code": second}).status_code == 302


def test_guessing_codes_ends_after_twenty(lindeborg, carla, desk):
    code = CODE.search(letter(desk, carla)).group()
    for _ in range(20):
        assert Client().post("/in/", {"code": "ABC-DEF-GHJ"}).status_code == 422
    answer = Client().post("/in/", {"code": code})
    assert answer.status_code == 422 and "Te veel pogingen" in answer.text


def test_without_a_number_the_desk_gives_one_after_a_look_at_the_document(lindeborg, carla, desk, post):
    unknown(lindeborg, carla, mobile="", email="")
    code = CODE.search(letter(desk, carla)).group()
    browser = Client()
    path = enter(browser, code)
    stuck = browser.post(path, {"birth_date": "14-3-1958"})
    assert "langs de balie" in stuck.text and post.deliver() == []

    number = f"/org/lindeborg/uitnodigen/{carla.id}/mobiel/"
    assert desk.post(number, {"mobile": "0612345679"}).status_code == 422
    assert desk.post(number, {"mobile": "0612345679", "has_shown_identity": "on"}).status_code == 302

    path = enter(browser, code)
    browser.post(path, {"birth_date": "14-3-1958"})
    assert post.deliver()[0].to == "+31612345679"
    assert browser.post(f"{path}code/", {"code": post.code()}).status_code == 302


def test_an_address_that_was_typed_is_proven_before_it_signs_in(lindeborg, carla, desk, post):
    unknown(lindeborg, carla, email="")
    browser = Client()
    path = enter(browser, CODE.search(letter(desk, carla)).group())
    browser.post(path, {"birth_date": "14-3-1958"})
    browser.post(f"{path}code/", {"code": post.code()})
    to_address = browser.get(f"{path}account/").headers["Location"]
    assert to_address == f"{path}adres/"

    browser.post(to_address, {"email": "Carla@Example.org"})
    assert browser.post(to_address, {"code": "000000"}).status_code == 422
    body = next(piece.body for piece in post.deliver() if piece.channel == "email")
    assert browser.post(to_address, {"code": body.split()[0]}).headers["Location"] == f"{path}account/"
    assert browser.post(f"{path}account/", {"password": PASSWORD}).headers["Location"] == "/mijn/"
    with job_scope(lindeborg.id):
        assert Invitation.objects.get().email == "carla@example.org"


def test_a_code_for_one_address_proves_no_other(lindeborg, carla, desk, post):
    unknown(lindeborg, carla, email="")
    browser = Client()
    path = enter(browser, CODE.search(letter(desk, carla)).group())
    browser.post(path, {"birth_date": "14-3-1958"})
    browser.post(f"{path}code/", {"code": post.code()})
    browser.post(f"{path}adres/", {"email": "carla@example.org"})
    code = next(piece.body for piece in post.deliver() if piece.channel == "email").split()[0]
    browser.post(f"{path}adres/", {"email": "else@example.org"})
    assert browser.post(f"{path}adres/", {"code": code}).status_code == 422


def test_nobody_of_elsewhere_makes_a_letter(lindeborg, waterkant, carla):
    browser = cast.signed_in(waterkant.staff["Nadia"].person)
    assert browser.post(f"/org/waterkant/uitnodigen/{carla.id}/brief/").status_code == 404
    assert browser.get(f"/org/waterkant/uitnodigen/{carla.id}/mobiel/").status_code == 404


def test_who_has_an_account_gets_no_letter(lindeborg, desk):
    answer = desk.post(f"/org/lindeborg/uitnodigen/{lindeborg.patients['Alice'].id}/brief/")
    assert answer.status_code == 409
