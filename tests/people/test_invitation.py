"""The way in: a link, the date of birth, a code; each once, and nothing by a GET."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from people.actions.invitations import invite_patient
from people.looker import Looker
from people.models import Invitation, Patient
from rowsecurity.errors import Forbidden, Refused
from rowsecurity.scopes import gate_scope, job_scope, organisation_scope
from tenants.roles import Role
from tests import cast
from tests.people.conftest import PASSWORD, make_account

PLATFORM = Looker(label="", role="platform")


@pytest.fixture
def carla(lindeborg):
    """A patient of Lindeborg without an account."""
    with job_scope(lindeborg.id):
        return cast.make_patient("Carla", number="77")


@pytest.fixture
def link(lindeborg, carla, post):
    invite(lindeborg, carla)
    return post.link()


def invite(house, patient):
    with job_scope(house.id):
        return invite_patient(member=None, looker=PLATFORM, patient=patient, department=house.department)


def the_invitation(house) -> Invitation:
    with job_scope(house.id):
        return Invitation.objects.order_by("-created_at").first()


def change(house, **values):
    with job_scope(house.id):
        Invitation.objects.update(**values)


def answer_until_account(client, link, post):
    assert client.post(link, {"birth_date": "14-3-1958"}).status_code == 302
    assert client.post(f"{link}code/", {"code": post.code()}).status_code == 302


def test_a_patient_comes_in_by_three_screens(lindeborg, carla, link, post):
    browser = Client()
    assert "Lindeborg" in browser.get(link).text
    answer_until_account(browser, link, post)
    assert "carla@example.org" in browser.get(f"{link}account/").text

    response = browser.post(f"{link}account/", {"password": PASSWORD})

    assert (response.status_code, response.headers["Location"]) == (302, "/mijn/")
    assert browser.get("/mijn/inloggen-met/").status_code == 200
    with job_scope(lindeborg.id):
        patient = Patient.objects.get(id=carla.id)
    assert patient.person_id is not None
    assert the_invitation(lindeborg).activated_at is not None


@pytest.mark.parametrize(("chosen", "kept"), [("ar", "ar"), ("", "pl"), ("xx", "pl")])
def test_an_account_has_the_language_chosen_on_the_way_in(lindeborg, carla, link, post, chosen, kept):
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=carla.id).update(language="pl")
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    answer_until_account(browser, link, post)
    browser.post(f"{link}account/", {"password": PASSWORD})

    with job_scope(lindeborg.id):
        patient = Patient.objects.get(id=carla.id)
        assert (patient.person.language, patient.reads_in) == (kept, kept)


def test_the_letter_says_nothing_about_health_or_department(lindeborg, carla, link, post):
    text = " ".join(f"{piece.subject} {piece.body}" for piece in post.deliver())
    assert "Lindeborg" in text
    assert not any(word in text for word in ("Reumatologie", "Carla", "1958", "Jansen"))


def test_looking_at_the_link_changes_nothing(lindeborg, link):
    before = vars(the_invitation(lindeborg)).copy()
    for _ in range(5):
        Client().get(link)
    Client().head(link)
    after = vars(the_invitation(lindeborg)).copy()
    assert {k: v for k, v in before.items() if k != "_state"} == {
        k: v for k, v in after.items() if k != "_state"
    }


def test_the_token_and_code_stand_nowhere_in_the_clear(lindeborg, link, post):
    token = link.strip("/").split("/")[-1]
    invitation = the_invitation(lindeborg)
    assert token.encode() not in bytes(invitation.token_hash)
    with job_scope(lindeborg.id):
        from notifications.models import Notice

        assert Notice.objects.get(invitation_id=invitation.id).secret is None


def test_five_wrong_birth_dates_close_the_invitation(lindeborg, link):
    browser = Client()
    for _ in range(4):
        assert browser.post(link, {"birth_date": "1-1-1950"}).status_code == 422
    assert browser.post(link, {"birth_date": "1-1-1950"}).status_code == 404
    assert browser.post(link, {"birth_date": "14-3-1958"}).status_code == 404
    assert the_invitation(lindeborg).state == Invitation.State.BLOCKED


def test_a_code_is_of_use_once_and_five_wrong_ones_end_it(lindeborg, link, post):
    browser = Client()
    browser.post(link, {"birth_date": "14-3-1958"})
    right = post.code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert browser.post(f"{link}code/", {"code": wrong}).status_code == 422
    assert browser.post(f"{link}code/", {"code": right}).status_code == 422


def test_without_the_birth_date_no_code_screen_and_without_the_code_no_account(lindeborg, link, post):
    assert Client().post(f"{link}code/", {"code": "123456"}).headers["Location"] == link
    browser = Client()
    browser.post(link, {"birth_date": "14-3-1958"})
    assert browser.post(f"{link}account/", {"password": PASSWORD}).headers["Location"] == link


def test_a_proof_of_one_browser_is_worth_nothing_in_another(lindeborg, link, post):
    answer_until_account(Client(), link, post)
    assert Client().get(f"{link}account/").headers["Location"] == link


@pytest.mark.parametrize(
    "values",
    [
        {"expires_at": timezone.now() - timedelta(minutes=1)},
        {"withdrawn_at": timezone.now()},
        {"activated_at": timezone.now()},
        {"failures": 5},
    ],
)
def test_ended_and_unknown_links_get_the_same_answer(lindeborg, link, values):
    unknown = f"/uitnodiging/{'x' * 43}/"
    change(lindeborg, **values)
    answers = [Client().get(path) for path in (link, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [answer.text.replace(path, "") for answer, path in zip(answers, (link, unknown), strict=True)]
    assert without_secrets(pages[0]) == without_secrets(pages[1])
    again = [Client().post(f"{path}opnieuw/").text.replace(path, "") for path in (link, unknown)]
    assert without_secrets(again[0]) == without_secrets(again[1])


def without_secrets(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce=" not in line]


def test_asking_again_sends_a_new_link_to_the_known_address(lindeborg, link, post):
    change(lindeborg, expires_at=timezone.now() - timedelta(minutes=1))
    Client().post(f"{link}opnieuw/")
    fresh = post.link()
    assert fresh != link
    assert post.deliver()[0].to == "carla@example.org"
    assert Client().get(fresh).status_code == 200


def test_an_account_elsewhere_gets_the_registration_after_both_factors(lindeborg, link, post):
    person = make_account("Carla")
    browser = Client()
    answer_until_account(browser, link, post)
    page = browser.get(f"{link}account/").text
    assert "/inloggen/" in page and "password" not in page
    browser.post(
        "/inloggen/", {"email": "carla@example.org", "password": PASSWORD, "next": f"{link}account/"}
    )
    assert (
        browser.post(f"{link}account/", {"password": PASSWORD}).status_code == 200
    )  # not verified: nothing bound
    entered = browser.post("/inloggen/bevestigen/", {"code": post.code(), "next": f"{link}account/"})
    assert entered.headers["Location"] == f"{link}account/"
    assert browser.post(f"{link}account/").headers["Location"] == "/mijn/"
    assert the_invitation(lindeborg).state == Invitation.State.ACTIVATED
    with job_scope(lindeborg.id):
        assert Patient.objects.get(number="77").person_id == person.id


def test_a_used_link_lets_nobody_else_in(lindeborg, link, post):
    first, second = Client(), Client()
    answer_until_account(first, link, post)
    second.post(link, {"birth_date": "14-3-1958"})
    second.post(f"{link}code/", {"code": post.code()})
    first.post(f"{link}account/", {"password": PASSWORD})
    assert second.post(f"{link}account/", {"password": PASSWORD}).status_code == 404


def test_only_who_may_invite_invites(lindeborg, carla):
    member = lindeborg.staff["Marieke"]
    member.roles = []
    with organisation_scope(lindeborg.id, member.person_id), pytest.raises(Forbidden):
        invite_patient(member=member, looker=PLATFORM, patient=carla)


def test_a_patient_with_an_account_is_not_invited(lindeborg):
    alice = lindeborg.patients["Alice"]
    with job_scope(lindeborg.id), pytest.raises(Refused):
        invite_patient(member=None, looker=PLATFORM, patient=alice)


def test_staff_find_a_patient_invite_follow_and_withdraw(lindeborg, carla, post):
    browser = cast.signed_in(lindeborg.staff["Marieke"].person)
    base = "/org/lindeborg/uitnodigen/"
    to_patient = browser.get(base, {"number": "77"}).headers["Location"]
    assert "Carla" in browser.get(to_patient).text
    details = {"email": "carla@example.org", "mobile": "06 12345678", "department": lindeborg.department.id}
    assert browser.post(to_patient, details).headers["Location"] == base
    assert "Jansen" in browser.get(base).text
    link = post.link()
    invitation = the_invitation(lindeborg)
    assert invitation.sent_at is not None
    browser.post(f"/org/lindeborg/uitnodigingen/{invitation.id}/intrekken/")
    assert Client().get(link).status_code == 404


def test_staff_enter_a_new_patient_and_a_wrong_number_keeps_what_was_typed(lindeborg, post):
    browser = cast.signed_in(lindeborg.staff["Marieke"].person)
    details = {
        "number": "900",
        "given_name": "Dora",
        "family_name": "Smit",
        "birth_date": "2-2-1940",
        "email": "dora@example.org",
        "mobile": "12",
    }
    answer = browser.post("/org/lindeborg/uitnodigen/nieuw/", details)
    assert answer.status_code == 422 and "Dora" in answer.text
    assert (
        browser.post("/org/lindeborg/uitnodigen/nieuw/", details | {"mobile": "0612345678"}).status_code
        == 302
    )
    with job_scope(lindeborg.id):
        assert Patient.objects.get(number="900").mobile == "+31612345678"


def test_staff_of_another_organisation_reach_neither_patient_nor_invitation(
    lindeborg, waterkant, carla, link
):
    browser = cast.signed_in(waterkant.staff["Nadia"].person)
    invitation = the_invitation(lindeborg)
    assert browser.get(f"/org/waterkant/uitnodigen/{carla.id}/").status_code == 404
    for verb in ("opnieuw", "intrekken"):
        assert browser.post(f"/org/waterkant/uitnodigingen/{invitation.id}/{verb}/").status_code == 404
    assert browser.get("/org/lindeborg/uitnodigen/").status_code == 404
    assert the_invitation(lindeborg).withdrawn_at is None


def test_a_patient_or_a_member_without_the_role_cannot_invite(lindeborg, carla):
    assert (
        cast.signed_in(lindeborg.patients["Alice"].person).get("/org/lindeborg/uitnodigen/").status_code
        == 404
    )
    with gate_scope():
        pass
    with job_scope(lindeborg.id):
        member = lindeborg.staff["Marieke"]
        member.roles = [Role.MANAGER]
        member.save()
    assert cast.signed_in(member.person).get("/org/lindeborg/uitnodigen/").status_code == 200
