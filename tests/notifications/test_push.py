"""Notifications in browsers: sealed, signed, without content, and only to push services that we know."""

from __future__ import annotations

import json

import pytest

from beterdichtbij.launching.settings import new_push_key
from notifications import own_actions, push
from notifications.actions import notify, tell_of_new_message, to_person
from notifications.delivery import deliver_due
from notifications.models import Notice, NoticeWish, PushSubscription
from notifications.own_actions import Wish
from notifications.reaching import wish_of
from rowsecurity.errors import Refused
from rowsecurity.scopes import gate_scope, job_scope
from tests.cast import signed_in
from tests.notifications.push_service import PushBrowser, PushService

KEEP, PAGE, TEST = "/mijn/meldingen/toestel/", "/mijn/meldingen/", "/mijn/meldingen/probeer/"


@pytest.fixture(autouse=True)
def _key(settings, push_service):
    settings.VAPID_PRIVATE_KEY = new_push_key()
    settings.PUSH_SERVICES = ["push.example.org", push_service.origin]


@pytest.fixture
def alice(lindeborg):
    return lindeborg.patients["Alice"].person


def turned_on(who, push_service: PushService) -> PushBrowser:
    """A browser of this person that takes notifications, at any hour."""
    browser = push_service.browser()
    with gate_scope(who.id):
        own_actions.add_browser(person_id=who.id, browser=said(browser))
        NoticeWish.objects.update(quiet_from=None, quiet_until=None)
    return browser


def said(browser: PushBrowser) -> own_actions.Browser:
    keys = browser.subscription["keys"]
    return own_actions.Browser(browser.endpoint, keys["p256dh"], keys["auth"], "Chrome")


def tell(house, name="Alice"):
    with job_scope(house.id):
        tell_of_new_message(patient=house.patients[name])
    deliver_due()


def notices(house) -> set[tuple[str, str]]:
    with job_scope(house.id):
        return set(Notice.objects.values_list("channel", "state"))


def test_a_browser_opens_it_and_reads_who_but_not_what(lindeborg, alice, push_service, post):
    turned_on(alice, push_service)
    tell(lindeborg)
    [(payload, headers)] = push_service.received
    assert payload == {
        "title": "U heeft een nieuw bericht van Lindeborg",
        "body": "BeterDichtbij",
        "open": "/mijn/",
        "tag": "new_message",
        "lang": "nl",
        "dir": "ltr",
    }
    assert len(headers["Topic"]) == 32
    assert {("push", "sent"), ("email", "sent"), ("any", "sent")} == notices(lindeborg)


def test_nothing_of_the_payload_can_be_read_on_the_way(lindeborg, alice, push_service, post):
    turned_on(alice, push_service)
    tell(lindeborg)
    assert b"Lindeborg" not in push_service.sealed[0]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_an_e_mail_comes_instead(
    lindeborg, alice, push_service, post, status
):
    browser = turned_on(alice, push_service)
    with gate_scope(alice.id):
        NoticeWish.objects.update(new_message=["push"])
    push_service.answer(browser, status)
    tell(lindeborg)
    with gate_scope(alice.id):
        assert not PushSubscription.objects.exists()
    assert [piece.channel for piece in post.deliver()] == ["email"]


@pytest.mark.parametrize("status", [429, 500, 301])
def test_a_service_that_is_away_is_asked_again_and_never_followed_elsewhere(
    lindeborg, alice, push_service, status
):
    push_service.answer(turned_on(alice, push_service), status)
    tell(lindeborg)
    assert ("push", "due") in notices(lindeborg)
    with gate_scope(alice.id):
        assert PushSubscription.objects.count() == 1


def test_one_browser_that_took_it_is_enough(lindeborg, alice, push_service):
    push_service.answer(turned_on(alice, push_service), 500)
    turned_on(alice, push_service)
    tell(lindeborg)
    assert ("push", "sent") in notices(lindeborg)
    assert len(push_service.received) == 1


def test_a_browser_serves_who_turned_it_on_last(lindeborg, alice, push_service):
    browser = turned_on(alice, push_service)
    bob = lindeborg.patients["Bob"].person
    with gate_scope(bob.id):
        own_actions.add_browser(person_id=bob.id, browser=said(browser))
    with gate_scope(alice.id):
        assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/x",
        "https://push.example.org:8443/x",
        "https://me@push.example.org/x",
        "https://push.example.org.evil.example/x",
        "https://evilpush.example.org/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/x",
        "http://127.0.0.1:1/x",
        "https://localhost/x",
        "file:///etc/passwd",
        "https://push.example.org:99999/x",
        "",
    ],
)
def test_an_address_that_is_no_push_service_is_refused_and_never_called(alice, address, push_service):
    browser = push_service.browser()
    assert push.is_push_service("https://eu.push.example.org/x") and push.is_push_service(browser.endpoint)
    wrong = said(browser)
    with gate_scope(alice.id), pytest.raises(Refused):
        own_actions.add_browser(
            person_id=alice.id, browser=own_actions.Browser(address, wrong.p256dh, wrong.auth, "")
        )
    with pytest.raises(push.Gone):
        push.send(
            PushSubscription(endpoint=address, p256dh=wrong.p256dh, auth=wrong.auth),
            push.Payload("t", "b", "/mijn/", "t", "nl"),
            reference="r",
        )


@pytest.mark.parametrize("keys", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "é"}, {"auth": ""}])
def test_keys_that_are_none_are_refused(alice, push_service, keys):
    values = push_service.browser().subscription
    values["keys"] |= keys
    answer = signed_in(alice).post(KEEP, json.dumps(values), content_type="application/json")
    assert answer.status_code == 409


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"endpoint": 1, "keys": {"p256dh": 2, "auth": 3}}', "{"])
def test_a_browser_that_says_nothing_useful_gets_a_sentence(alice, body):
    answer = signed_in(alice).post(KEEP, body, content_type="application/json")
    assert answer.status_code == 409


def test_the_page_turns_a_browser_on_tries_it_and_turns_it_off(alice, push_service):
    client, browser = signed_in(alice), push_service.browser()
    kept = client.post(KEEP, json.dumps(browser.subscription), content_type="application/json")
    assert kept.status_code == 201 and kept.json()["to"] == PAGE
    page = client.get(PAGE).text
    assert push.public_key() in page and "Stuur mij een proefmelding" in page
    assert client.post(TEST).status_code == 302
    assert push_service.payloads[0]["title"] == "Zo ziet een melding eruit"
    with gate_scope(alice.id):
        identity = PushSubscription.objects.get().id
    client.post(f"{KEEP}{identity}/weg/")
    with gate_scope(alice.id):
        assert not PushSubscription.objects.exists()
    assert client.post(TEST).status_code == 409


def test_the_hours_that_are_quiet_are_not_said_to_be_free_to_leave_out(alice):
    client = signed_in(alice)
    page = client.get(PAGE).text
    assert 'name="quiet_from"' in page and "niet verplicht" not in page
    kinds = {name: ["email"] for name in ("new_message", "visit", "must_read")}
    refused = client.post(PAGE, kinds | {"is_quiet": "on", "quiet_from": "22:00"})
    assert refused.status_code == 422 and "Vul beide tijden in" in refused.text


def test_a_browser_that_tells_itself_again_stays_the_same_and_changes_no_wish(alice, push_service):
    browser, page = push_service.browser(), signed_in(alice)
    first = page.post(KEEP, browser.subscription, "application/json").json()
    with gate_scope(alice.id):
        NoticeWish.objects.update(new_message=["email"])

    assert page.post(KEEP, browser.subscription, "application/json").json() == first

    with gate_scope(alice.id):
        assert NoticeWish.objects.get().new_message == ["email"]
        assert [str(each.id) for each in PushSubscription.objects.all()] == [first["id"]]


def test_another_person_turns_off_nothing_of_mine(lindeborg, alice, push_service):
    turned_on(alice, push_service)
    with gate_scope(alice.id):
        identity = PushSubscription.objects.get().id
    signed_in(lindeborg.patients["Bob"].person).post(f"{KEEP}{identity}/weg/")
    with gate_scope(alice.id):
        assert PushSubscription.objects.count() == 1


def test_a_job_of_another_organisation_does_not_see_the_browser(lindeborg, waterkant, alice, push_service):
    turned_on(alice, push_service)
    with job_scope(lindeborg.id):
        assert PushSubscription.objects.count() == 1 and NoticeWish.objects.count() == 1
    with job_scope(waterkant.id):
        assert not PushSubscription.objects.exists() and not NoticeWish.objects.exists()


def test_without_a_key_nothing_is_offered_and_an_e_mail_comes(lindeborg, alice, push_service, settings, post):
    turned_on(alice, push_service)
    settings.VAPID_PRIVATE_KEY = ""
    tell(lindeborg)
    assert push_service.received == []
    assert "niet mogelijk" in signed_in(alice).get(PAGE).text


def test_work_comes_in_the_browser_or_not_at_all(lindeborg, push_service, post):
    marieke = lindeborg.staff["Marieke"].person
    with job_scope(lindeborg.id):
        notify(template=Notice.Template.WORK, to=to_person(marieke.id), key="work:1")
    deliver_due()
    assert notices(lindeborg) == {("any", "failed")}
    turned_on(marieke, push_service)
    with job_scope(lindeborg.id):
        notify(template=Notice.Template.WORK, to=to_person(marieke.id), key="work:2")
    deliver_due()
    assert push_service.payloads[0]["open"] == "/org/"
    assert post.deliver() == []


def test_who_works_here_chooses_what_a_colleague_may_tell_their_browser(lindeborg):
    person = lindeborg.staff["Marieke"].person
    browser = signed_in(person)
    page = browser.get("/mijn/meldingen/werk/").content.decode()
    assert "<push-switch" in page and "toestel/?werk=1" in page and "new_message" not in page
    with gate_scope(person.id):
        own_actions.save_wish(person_id=person.id, wish=Wish(["email"], ["sms"], ["push"], True, None, None))

    hours = {"is_quiet": "on", "quiet_from": "18:00", "quiet_until": "08:00"}
    assert browser.post("/mijn/meldingen/werk/", hours).status_code == 302
    with gate_scope(person.id):
        wish = wish_of(person.id)
    assert (wish.new_message, wish.visit, wish.must_read, wish.work) == (["email"], ["sms"], ["push"], False)
    assert wish.quiet is not None
    assert browser.post("/mijn/meldingen/werk/", {"is_quiet": "on"}).status_code == 422


def test_the_page_of_people_at_work_is_not_of_patients(lindeborg):
    assert signed_in(lindeborg.patients["Alice"].person).get("/mijn/meldingen/werk/").status_code == 404
