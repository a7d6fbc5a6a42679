"""Another mobile number for who has an account: two people, an identity document, and told to its owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.models import AccessLogEntry
from helpdesk.models import NumberChange
from people.models import Credential
from rowsecurity.scopes import gate_scope, job_scope, organisation_scope
from tenants.roles import Role
from tests import cast

NEW = "+31687654321"
ASKED = {"has_asked": "on", "mobile": "06 87654321", "doe": "nummer"}


@pytest.fixture
def desk(lindeborg):
    return member_of(lindeborg, "Dora", Role.DESK)


def member_of(house, name, *roles) -> Client:
    person = cast.make_person(name)
    with job_scope(house.id):
        cast.make_member(person, department=house.department, roles=list(roles))
    return cast.signed_in(person)


@pytest.fixture
def alice(lindeborg):
    """Signs in with an address and a number."""
    patient = lindeborg.patients["Alice"]
    with gate_scope(patient.person_id):
        Credential.objects.update_or_create(
            person_id=patient.person_id, defaults={"email": "alice@example.org", "mobile": "+31612345678"}
        )
    return patient


def number_of(patient) -> str:
    with gate_scope(patient.person_id):
        return Credential.objects.get(person_id=patient.person_id).mobile


def ask(house, patient, helper=None) -> NumberChange:
    helper = helper or member_of(house, "Hella", Role.HELPDESK)
    answer = helper.post(f"/org/lindeborg/helpdesk/mensen/{patient.id}/help/", ASKED)
    assert answer.status_code == 302, answer.text
    with job_scope(house.id):
        return NumberChange.objects.get(state=NumberChange.State.ASKED)


def decide(client, change, **typed):
    return client.post(f"/org/lindeborg/nummers/{change.id}/", typed)


def test_the_helpdesk_asks_and_the_number_stays(lindeborg, alice):
    ask(lindeborg, alice)

    assert number_of(alice) == "+31612345678"


def test_the_desk_confirms_and_the_patient_hears_at_every_address(lindeborg, alice, desk, post):
    change = ask(lindeborg, alice)
    assert NEW in desk.get("/org/lindeborg/nummers/").text

    assert decide(desk, change, gezien="ja").status_code == 302

    assert number_of(alice) == NEW
    told = {each.to for each in post.deliver()}
    assert told == {"+31612345678", NEW, "alice@example.org"}
    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.filter(event="number.confirmed", patient_id=alice.id).count() == 1


def test_without_a_look_at_the_document_nothing_changes(lindeborg, alice, desk):
    change = ask(lindeborg, alice)

    answer = decide(desk, change)

    assert answer.status_code == 422 and "identiteitsbewijs" in answer.text
    assert number_of(alice) == "+31612345678"


def test_who_asked_cannot_confirm(lindeborg, alice):
    both = member_of(lindeborg, "Both", Role.HELPDESK, Role.DESK)
    change = ask(lindeborg, alice, both)

    assert decide(both, change, gezien="ja").status_code == 409
    assert number_of(alice) == "+31612345678"


@pytest.mark.parametrize("how", ["dropped", "too old"])
def test_what_does_not_wait_any_more_is_not_confirmed(lindeborg, alice, desk, how):
    change = ask(lindeborg, alice)
    if how == "dropped":
        decide(desk, change, doe="niet")
    else:
        with job_scope(lindeborg.id):
            NumberChange.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert decide(desk, change, gezien="ja").status_code == 409
    assert number_of(alice) == "+31612345678"


def test_nobody_elsewhere_and_no_helpdesk_confirms(lindeborg, waterkant, alice):
    change = ask(lindeborg, alice)
    stranger = cast.signed_in(waterkant.staff["Nadia"].person)
    helper = member_of(lindeborg, "Harm", Role.HELPDESK)

    assert stranger.post(f"/org/waterkant/nummers/{change.id}/", {"gezien": "ja"}).status_code == 404
    assert decide(helper, change, gezien="ja").status_code == 403


def test_the_door_carries_out_what_was_asked_once(lindeborg, alice, desk):
    change = ask(lindeborg, alice)
    decide(desk, change, gezien="ja")
    with gate_scope(alice.person_id):
        Credential.objects.update(mobile="+31611111111")

    with (
        organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM number_change_carry_out(%s)", [change.id])
        assert cursor.fetchall() == []
    assert number_of(alice) == "+31611111111"
