"""How a relative comes in: invited by the team or the patient, with an account of their own; never twice."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from people.models import Representation
from rowsecurity.scopes import job_scope
from tests import cast
from tests.people.conftest import PASSWORD, make_account
from tests.relatives.stage import DETAILS, ask_as, born, child, come_in, page, reached, represent


def those_of(house) -> list[Representation]:
    with job_scope(house.id):
        return list(Representation.objects.select_related("person").order_by("starts_at"))


def test_a_nurse_invites_a_mother_who_comes_in_and_writes(lindeborg, post):
    finn = child(lindeborg)
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert "Jonger dan 12" in desk.get(page(lindeborg, finn)).text

    sent = desk.post(page(lindeborg, finn), DETAILS | {"patient": finn.id})

    assert sent.status_code == 200 and "data:image/png" in sent.text
    letter = post.deliver()[0]
    assert not any(word in letter.subject + letter.body for word in ("Finn", "Noor", "Reumatologie"))
    phone = come_in(post.link(), post)
    [mother] = those_of(lindeborg)
    assert (mother.name, mother.may_write, mother.end_reason) == ("Noor Bakker", True, "age")
    conversation = ask_as(mother.person, finn, subject="Drinken")
    for who, address in ((desk, "org/lindeborg"), (phone, "mijn")):
        seen = who.get(f"/{address}/gesprekken/{conversation.id}/").text
        assert "Noor Bakker, moeder van Finn" in re.sub("<[^>]+>", "", seen)
    assert "Finn" in phone.get("/mijn/naasten/").text


def test_before_both_proofs_the_link_names_nobody(lindeborg, post):
    finn = child(lindeborg)
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    desk.post(page(lindeborg, finn), DETAILS | {"patient": finn.id})
    link = post.link()
    browser = Client()
    assert "Finn" not in browser.get(link).text
    assert browser.post(f"{link}account/", {"password": PASSWORD}).headers["Location"] == link
    browser.post(link)
    assert "Finn" not in browser.get(f"{link}code/").text


def test_a_relative_who_has_an_account_joins_after_both_factors(lindeborg, post):
    finn = child(lindeborg)
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    noor = make_account("Noor")
    desk.post(page(lindeborg, finn), DETAILS | {"patient": finn.id})
    link = post.link()
    browser = cast.signed_in(noor)
    # Before proof it says what is true for who has an account and for who has none.
    for words in (post.deliver()[0].body, browser.get(link).text):
        assert "met uw eigen account. Heeft u er nog geen?" in words
        assert "krijgt" not in words.replace("u krijgt een code", "")
    browser.post(link)
    browser.post(f"{link}code/", {"code": post.code()})
    offer = browser.get(f"{link}account/").text
    assert "Finn" in offer and "waarmee u meeleest" in offer and "die u behandelt" not in offer
    assert browser.post(f"{link}account/").headers["Location"] == "/mijn/"
    assert [each.person_id for each in those_of(lindeborg)] == [noor.id]


def test_a_relative_invited_twice_is_said_to_be_invited_and_can_be_sent_the_link_again(lindeborg, post):
    finn = child(lindeborg)
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    details = DETAILS | {"patient": finn.id}
    desk.post(page(lindeborg, finn), details)
    first = post.link()

    again = desk.post(page(lindeborg, finn), details | {"email": "NOOR@example.org"})

    assert again.status_code == 409
    assert "al uitgenodigd" in again.text and "opnieuw" in again.text and "Noor Bakker" in again.text
    [waiting] = those_of(lindeborg)
    assert desk.post(f"/org/lindeborg/naasten/{waiting.id}/opnieuw/").status_code == 200
    assert Client().get(first).status_code == 404
    come_in(post.link(), post)
    assert "heeft al toegang" in desk.post(page(lindeborg, finn), details).text
    assert len(those_of(lindeborg)) == 1


def test_the_same_person_by_another_address_is_let_in_once(lindeborg, post):
    alice = lindeborg.patients["Alice"]
    noor = represent(alice, ground="contact")
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    desk.post(page(lindeborg, alice), DETAILS | {"patient": alice.id, "ground": "contact"})
    link, browser = post.link(), cast.signed_in(noor)
    browser.post(link)
    browser.post(f"{link}code/", {"code": post.code()})
    answer = browser.post(f"{link}account/")
    assert answer.status_code == 409 and "heeft al toegang" in answer.text


def test_a_patient_invites_in_one_form_and_ends_it(lindeborg, post):
    alice = lindeborg.patients["Alice"]
    phone = cast.signed_in(alice.person)
    details = {key: DETAILS[key] for key in ("name", "email", "mobile", "may", "ends_on")}
    details |= {"patient": alice.id, "relation": "partner", "ground": "contact"}
    assert phone.post("/mijn/naasten/nieuw/", details).headers["Location"] == "/mijn/naasten/"
    assert "uitgenodigd" in phone.get("/mijn/naasten/").text
    refused = phone.post("/mijn/naasten/nieuw/", details)
    assert refused.status_code == 422 and "al uitgenodigd" in refused.text
    partner_phone = come_in(post.link(), post)
    [partner] = those_of(lindeborg)
    ask_as(alice.person, alice, subject="Prikken")
    assert reached(partner.person) == ["Prikken"]
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    for who, each, end in (
        (phone, "/mijn/naasten/", "/mijn/"),
        (phone, "/mijn/gegevens/", "/mijn/"),
        (partner_phone, "/mijn/naasten/", "/mijn/"),
        (desk, page(lindeborg, alice), "/org/lindeborg/"),
    ):
        before = who.get(each).text.partition(f'action="{end}naasten/{partner.id}/einde/"')[0]
        assert before.rindex("<details") > before.rfind("</details>"), "one tap must not end it"
    phone.post(f"/mijn/naasten/{partner.id}/einde/")
    assert reached(partner.person) == []
    assert "Prikken" not in partner_phone.get("/mijn/").text


@pytest.fixture
def alice_at_both(lindeborg, waterkant):
    """The ids of Alice's two registrations."""
    alice = lindeborg.patients["Alice"]
    with job_scope(waterkant.id):
        other = cast.make_patient("Alice", person=alice.person, number="A2")
    return [alice.id, other.id]


OFFER = DETAILS | {"relation": "partner", "ground": "contact"}


def test_a_patient_of_two_organisations_invites_once_for_both(lindeborg, waterkant, alice_at_both, post):
    phone = cast.signed_in(lindeborg.patients["Alice"].person)
    asked = phone.get("/mijn/naasten/nieuw/").text
    for each in alice_at_both:
        assert re.search(f'type="checkbox" name="patient" value="{each}"(?![^>]*checked)', asked)
    assert "Kies minstens" in phone.post("/mijn/naasten/nieuw/", OFFER).text

    sent = phone.post("/mijn/naasten/nieuw/", OFFER | {"patient": alice_at_both})

    assert sent.headers["Location"] == "/mijn/naasten/"
    assert [len(those_of(house)) for house in (lindeborg, waterkant)] == [1, 1]
    assert len([each for each in post.deliver() if each.channel == "email"]) == 2


def test_what_was_refused_at_one_organisation_is_sent_at_the_other(lindeborg, waterkant, alice_at_both):
    phone = cast.signed_in(lindeborg.patients["Alice"].person)
    phone.post("/mijn/naasten/nieuw/", OFFER | {"patient": alice_at_both[:1]})

    again = phone.post("/mijn/naasten/nieuw/", OFFER | {"patient": alice_at_both})

    assert again.status_code == 422 and "is onderweg naar Noor Bakker" in again.text
    assert "Lindeborg: Noor Bakker" in again.text and "Waterkant: " not in again.text
    [waiting] = those_of(lindeborg)
    assert f'action="/mijn/naasten/{waiting.id}/opnieuw/"' in again.text
    assert re.findall('name="patient" value="([^"]+)"[^>]*checked', again.text) == [str(alice_at_both[0])]
    assert len(those_of(waterkant)) == 1


def test_chosen_conversations_are_of_each_organisation_that_was_chosen(lindeborg, waterkant, alice_at_both):
    alice = lindeborg.patients["Alice"]
    conversation = ask_as(alice.person, alice, subject="Prikken")
    phone = cast.signed_in(alice.person)
    asked = OFFER | {"which": "chosen", "conversations": [conversation.id]}

    refused = phone.post("/mijn/naasten/nieuw/", asked | {"patient": alice_at_both})

    assert refused.status_code == 422 and "van elke organisatie" in refused.text
    assert phone.post("/mijn/naasten/nieuw/", asked | {"patient": alice_at_both[:1]}).status_code == 302


def test_a_patient_cannot_give_parental_authority_nor_another_patient(lindeborg):
    alice, bob = lindeborg.patients["Alice"], lindeborg.patients["Bob"]
    phone = cast.signed_in(alice.person)
    assert phone.post("/mijn/naasten/nieuw/", DETAILS | {"patient": alice.id}).status_code == 422
    asked = DETAILS | {"patient": bob.id, "ground": "contact"}
    assert phone.post("/mijn/naasten/nieuw/", asked).status_code == 422
    assert those_of(lindeborg) == []


@pytest.mark.parametrize(
    ("years", "ground", "status"), [(17, "parent", 422), (11, "parent", 200), (17, "mandate", 200)]
)
def test_parental_authority_is_for_who_is_younger_than_16(lindeborg, years, ground, status):
    teen = child(lindeborg, years=years)
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    answer = desk.post(page(lindeborg, teen), DETAILS | {"patient": teen.id, "ground": ground})
    assert answer.status_code == status


def test_a_child_younger_than_12_gets_no_account(lindeborg):
    finn = child(lindeborg, years=11)
    assert finn.birth_date == born(11)
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    details = {"email": "finn@example.org", "mobile": "06 12345678"}
    answer = desk.post(f"/org/lindeborg/uitnodigen/{finn.id}/", details)
    assert answer.status_code == 409 and "Nodig de ouders uit" in answer.text


def test_who_helps_people_in_may_not_decide_who_reads_along(lindeborg):
    finn = child(lindeborg)
    with job_scope(lindeborg.id):
        person = cast.make_member(
            lindeborg.patients["Bob"].person, department=lindeborg.department, roles=["helpdesk"]
        ).person
    desk = cast.signed_in(person)
    assert desk.get(page(lindeborg, finn)).status_code == 403
