"""A guest puts a visit into an account afterwards: once, for a week, and nothing of the patient with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AccessLogEntry
from people.models import Credential, Person
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope
from tests.cast import signed_in
from tests.people.conftest import PASSWORD, make_account
from tests.video.stage import changed, planned, sit
from tests.video.test_bad_days import invited, proven
from video import rules
from video.models import Guest, KeptVisit, Seat

NEW = {"given_name": "Jan", "family_name": "de Boer", "password": PASSWORD}


@pytest.fixture
def over(lindeborg, client):
    """A visit of Alice that is over, and the link of its guest, who was there with the browser `client`."""
    visit, now = planned(lindeborg), timezone.now()
    sit(lindeborg, visit, lindeborg.patients["Alice"].person, "patient", admitted_at=now)
    guest_id, token = invited(lindeborg, visit)
    proven(lindeborg, client, guest_id, token)
    client.post(at("come", token))
    with job_scope(lindeborg.id):
        Seat.objects.filter(guest=guest_id).update(admitted_at=now)
    changed(lindeborg, visit, started_at=now - timedelta(minutes=12), ended_at=now)
    return visit, token


def at(name: str, token: str) -> str:
    return reverse(f"video:guest_{name}", args=[token])


def kept(house) -> list[KeptVisit]:
    with job_scope(house.id):
        return list(KeptVisit.objects.all())


def mailed(post, to: str) -> str:
    """The code that came by e-mail."""
    return next(piece.body for piece in post.deliver() if piece.to == to).split()[0]


def signed_in_here(client: Client, person: Person) -> None:
    """Both factors, in the browser that has the link."""
    session = SessionStore(client.cookies["session"].value)
    session.sign_in(person.id, is_verified=True)
    session.save()
    client.cookies["session"] = session.session_key


def test_who_has_an_account_keeps_it_there_once_and_nothing_of_the_patient(lindeborg, client, over):
    _visit, token = over
    assert at("keep", token) in client.post(at("here", token)).content.decode()
    assert "inloggen" in client.get(at("keep", token)).content.decode()
    signed_in_here(client, make_account("Bram"))

    assert client.post(at("keep", token)).url == reverse("video:own_visits")
    page = client.get(reverse("video:own_visits")).content.decode()
    assert "Waar u gast was" in page and "U was erbij als: gast" in page and "Alice" not in page

    assert client.post(at("keep", token)).status_code == 409
    assert "staat al in een account" in client.get(at("keep", token)).content.decode()
    assert at("keep", token) not in client.post(at("here", token)).content.decode()
    with job_scope(lindeborg.id):
        (line,) = AccessLogEntry.objects.filter(event="video.guest_kept")
        assert line.actor_label == "Jan (gast)" and line.patient_id == lindeborg.patients["Alice"].id


def test_it_is_read_by_its_owner_alone_who_can_take_it_out(lindeborg, client, over):
    _visit, token = over
    signed_in_here(client, make_account("Bram"))
    client.post(at("keep", token))
    (one,) = kept(lindeborg)
    address = reverse("video:remove_kept", args=[one.id])
    alice, marieke = (
        signed_in(each.person) for each in (lindeborg.patients["Alice"], lindeborg.staff["Marieke"])
    )

    assert "Waar u gast was" not in alice.get(reverse("video:own_visits")).content.decode()
    assert [who.post(address).status_code for who in (alice, marieke)] == [404, 404]
    assert client.post(address).status_code == 302
    assert kept(lindeborg) == []
    assert client.post(at("keep", token)).status_code == 409


def test_who_has_none_makes_one_with_a_proven_address_and_the_number_of_the_link(
    lindeborg, client, over, post
):
    _visit, token = over
    assert client.get(at("keep_account", token)).url == at("keep_address", token)
    client.post(at("keep_address", token), {"email": "Jan@Example.org"})
    code = mailed(post, "jan@example.org")
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    assert client.post(at("keep_address", token), {"code": wrong}).status_code == 422
    assert client.post(at("keep_address", token), {"code": code}).url == at("keep_account", token)
    assert client.post(at("keep_account", token), NEW | {"password": "kort"}).status_code == 422
    assert client.post(at("keep_account", token), NEW).url == reverse("video:own_visits")

    (one,) = kept(lindeborg)
    assert "Waar u gast was" in client.get(reverse("video:own_visits")).content.decode()
    with gate_scope(one.person_id):
        credential = Credential.objects.get(person=one.person_id)
        assert (credential.email, credential.mobile) == ("jan@example.org", "+31612345678")


def test_an_address_that_has_an_account_is_not_given_another_one(lindeborg, client, over, post):
    _visit, token = over
    make_account("Bram")
    client.post(at("keep_address", token), {"email": "bram@example.org"})
    code = mailed(post, "bram@example.org")
    client.post(at("keep_address", token), {"code": code})

    assert "U heeft al een account" in client.post(at("keep_account", token), NEW).content.decode()
    assert kept(lindeborg) == []


def test_a_link_without_the_browser_asks_for_a_new_code_first(lindeborg, over, post):
    _visit, token = over
    other, door = Client(), reverse("video:guest", args=[token])

    assert other.get(at("keep", token)).url == door
    assert "kunt het nog bewaren" in other.get(door).content.decode()
    other.post(door)
    assert other.post(at("code", token), {"code": post.code()}).url == at("room", token)
    assert 'data-phase="over"' in other.get(at("room", token)).content.decode()
    assert other.get(at("keep", token)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"visit": {"ended_at": None}}, 409),
        ({"visit": {"ended_at": timezone.now() - rules.GUESTS_KEPT - timedelta(minutes=1)}}, 404),
        ({"seat": {"admitted_at": None}}, 409),
        ({"seat": {"removed_at": timezone.now()}}, 409),
        ({"guest": {"withdrawn_at": timezone.now()}}, 404),
    ],
    ids=["it goes on", "too long ago", "never let in", "taken out", "link taken back"],
)
def test_otherwise_it_is_refused(lindeborg, client, over, changes, status):
    visit, token = over
    changed(lindeborg, visit, **changes.get("visit", {"late_minutes": 0}))
    with job_scope(lindeborg.id):
        Seat.objects.exclude(guest=None).update(**changes.get("seat", {"kind": "guest"}))
        Guest.objects.update(**changes.get("guest", {"language": "nl"}))
    signed_in_here(client, make_account("Bram"))

    assert client.get(at("keep", token)).status_code == status
    assert client.post(at("keep", token)).status_code == status
    assert kept(lindeborg) == []


def test_an_account_that_an_organisation_answers_for_keeps_nothing(lindeborg, client, over):
    _visit, token = over
    person = make_account("Bram")
    with gate_scope(person.id):
        Person.objects.filter(id=person.id).update(is_of_provider=True)
    signed_in_here(client, person)

    assert client.post(at("keep", token)).status_code == 409
    assert kept(lindeborg) == []
