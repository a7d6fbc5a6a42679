"""What a relative reaches: all or what was chosen, not what is private, until the end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import AccessLogEntry
from conversations import own_lists
from conversations.access import access_own_conversation
from conversations.actions.questions import write
from conversations.actions.sharing import share
from conversations.models import Message
from people.actions.relatives import record_death, record_discharge
from people.models import RelativeRule, Representation
from rowsecurity.errors import NotFound
from rowsecurity.scopes import job_scope, organisation_scope, person_scope
from tests import cast
from tests.conversations.stage import LOOKER
from tests.relatives.stage import ask_as, reached, represent


@pytest.fixture
def alice(lindeborg):
    return lindeborg.patients["Alice"]


def rule(house, **values: str) -> None:
    with job_scope(house.id):
        RelativeRule.objects.create(**values)


def of_person(house, person) -> Representation:
    with job_scope(house.id):
        return Representation.objects.get(person=person)


def test_a_relative_with_chosen_conversations_reaches_those_alone(lindeborg, alice):
    noor = represent(alice, covers_all=False)
    chosen = ask_as(alice.person, alice, subject="Gekozen")
    other = ask_as(alice.person, alice, subject="Andere")
    with job_scope(lindeborg.id):
        share(representation=of_job(noor), conversation_ids=[chosen.id])
    assert reached(noor) == ["Gekozen"]
    with person_scope(noor.id):
        assert Message.objects.filter(conversation=chosen).exists()
        assert not Message.objects.filter(conversation=other).exists()
        with pytest.raises(NotFound):
            access_own_conversation(noor, other.id)
        write(conversation=access_own_conversation(noor, chosen.id), client_id=uuid4(), text="Ja", source="")


def of_job(person) -> Representation:
    return Representation.objects.get(person=person)


def test_a_conversation_of_the_patient_alone_is_not_there_for_who_reads_along(lindeborg, alice):
    noor = represent(alice)
    private = ask_as(alice.person, alice, subject="Alleen ik")
    with job_scope(lindeborg.id):
        type(private).objects.filter(id=private.id).update(is_private=True)
    assert reached(alice.person) == ["Alleen ik"] and reached(noor) == []
    with person_scope(noor.id):
        assert not Message.objects.filter(conversation=private).exists()
        assert not own_lists.own_conversations(noor)
    noors_phone = cast.signed_in(noor)
    for path in ("", "verder/"):
        assert noors_phone.get(f"/mijn/gesprekken/{private.id}/{path}").status_code == 404


def test_a_patient_with_readers_can_ask_something_alone_and_a_reader_cannot(lindeborg, alice):
    noor = represent(alice)
    address = f"/mijn/gesprekken/nieuw/{lindeborg.department.id}/vraag/"
    phone = cast.signed_in(alice.person)
    assert "is_private" in phone.get(address).text
    values = {"conversation_id": uuid4(), "client_id": uuid4(), "patient": alice.id}
    phone.post(address, values | {"subject": "Pil", "text": "Mag dat?", "is_private": "on"})
    assert "alleen u en uw team" in phone.get(f"/mijn/gesprekken/{values['conversation_id']}/").text
    assert reached(noor) == []
    assert "is_private" not in cast.signed_in(noor).get(address).text
    assert "alleen voor u</b>" in phone.get("/mijn/").text
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    case = desk.get(f"/org/lindeborg/gesprekken/{values['conversation_id']}/").text
    assert "van de patiënt alleen" in case and "niemand leest mee" in case and "Noor" not in case


def test_the_discharge_ends_contact_persons_after_that_day_and_not_parents(lindeborg, alice):
    noor, tess = represent(alice), represent(alice, "Tess", ground="legal")
    nurse = lindeborg.staff["Marieke"]
    ask_as(alice.person, alice, subject="Prikken")
    for days, reads in ((1, ["Prikken"]), (-1, [])):
        with organisation_scope(lindeborg.id, nurse.person_id):
            day = timezone.localdate() + timedelta(days=days)
            record_discharge(member=nurse, looker=LOOKER, patient=alice, on=day)
        rule_is_nothing(lindeborg)
        assert reached(noor) == reads and reached(tess) == ["Prikken"]


def rule_is_nothing(house) -> None:
    with job_scope(house.id):
        if not RelativeRule.objects.update(after_discharge="nothing"):
            RelativeRule.objects.create(after_discharge="nothing")


def test_a_rule_that_access_goes_on_leaves_contact_persons_in(lindeborg, alice):
    noor, nurse = represent(alice), lindeborg.staff["Marieke"]
    rule(lindeborg, after_discharge="keeps")
    with organisation_scope(lindeborg.id, nurse.person_id):
        yesterday = timezone.localdate() - timedelta(days=1)
        record_discharge(member=nurse, looker=LOOKER, patient=alice, on=yesterday)
    assert not of_person(lindeborg, noor).is_ended


def test_death_ends_everybody_and_nobody_is_added(lindeborg, alice):
    noor, tess = represent(alice), represent(alice, "Tess", ground="legal")
    with job_scope(lindeborg.id):
        record_death(patient=alice, on=timezone.localdate())
    assert of_person(lindeborg, noor).end_reason == of_person(lindeborg, tess).end_reason == "death"
    with person_scope(tess.id), pytest.raises(NotFound):
        access_own_conversation(tess, uuid4())
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    page = desk.get(f"/org/lindeborg/patienten/{alice.id}/naasten/").text
    assert "overleden" in page and "Verstuur de uitnodiging" not in page


def test_the_list_asks_as_many_statements_for_one_who_is_represented_as_for_three(
    lindeborg, alice, django_assert_num_queries
):
    noor = represent(alice)
    ask_as(alice.person, alice, subject="Een")
    with person_scope(noor.id):
        own_lists.own_conversations(noor)  # reads what departments are called
        with connection.execute_wrapper(count := Count()):
            own_lists.own_conversations(noor)
    bob = lindeborg.patients["Bob"]
    with job_scope(lindeborg.id):
        Representation.objects.create(
            patient=bob,
            person=noor,
            ground="contact",
            may_write=True,
            starts_at=timezone.now() - timedelta(days=1),
        )
    for subject in ("Twee", "Drie"):
        ask_as(bob.person, bob, subject=subject)
    with person_scope(noor.id), connection.execute_wrapper(again := Count()):
        rows = own_lists.own_conversations(noor)
    assert again.number == count.number
    assert [row.patient.name for row in rows] == [bob.name, bob.name, alice.name]


class Count:
    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def test_whose_conversations_are_shown_can_be_switched(lindeborg, alice):
    noor, bob = represent(alice), lindeborg.patients["Bob"]
    with job_scope(lindeborg.id):
        Representation.objects.create(
            patient=bob, person=noor, ground="contact", starts_at=timezone.now() - timedelta(days=1)
        )
    ask_as(alice.person, alice, subject="Van Alice", text="Hallo van Alice")
    ask_as(bob.person, bob, subject="Van Bob", text="Hallo van Bob")
    phone = cast.signed_in(noor)
    assert {"Hallo van Alice", "Hallo van Bob"} <= words(phone.get("/mijn/").text)
    assert words(phone.get(f"/mijn/?van={bob.id}").text) == {"Hallo van Bob"}


def words(page: str) -> set[str]:
    return {text for text in ("Hallo van Alice", "Hallo van Bob") if text in page}


def test_a_patient_says_how_contact_is_preferred_and_the_team_sees_it(lindeborg, alice):
    conversation = ask_as(alice.person, alice)
    phone = cast.signed_in(alice.person)
    assert (
        phone.post("/mijn/gegevens/contact/", {"contact": "phone"}).headers["Location"] == "/mijn/gegevens/"
    )
    assert phone.post("/mijn/gegevens/contact/", {"contact": "pigeon"}).status_code == 409
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    page = desk.get(f"/org/lindeborg/gesprekken/{conversation.id}/").text
    assert "Heeft liever" in page and "telefoon" in page


def test_who_is_a_patient_and_reads_along_sees_whose_each_is(lindeborg, alice):
    bob = lindeborg.patients["Bob"]
    ask_as(bob.person, bob, subject="Van Bob")
    ask_as(alice.person, alice, subject="Van Alice")
    with job_scope(lindeborg.id):
        since = timezone.now() - timedelta(days=1)
        Representation.objects.create(
            patient=alice, person=bob.person, ground="contact", may_write=True, starts_at=since
        )
    with person_scope(bob.person_id):
        rows = own_lists.own_conversations(bob.person)
        assert [(row.conversation.subject, row.patient) for row in rows] == [
            ("Van Alice", alice),
            ("Van Bob", None),
        ]
    phone = cast.signed_in(bob.person)
    assert phone.get("/mijn/").text.count("voor Alice") == 1
    told = phone.get("/api/v1/conversations/").json()["results"]
    assert [each["patient"] for each in told] == [alice.name, bob.person.name]
    with job_scope(lindeborg.id):
        seen = AccessLogEntry.objects.get(event="conversation.seen_in_list")
    assert (seen.actor_id, seen.patient_id) == (bob.person_id, alice.id)


def test_who_reads_along_leaves_a_line_with_a_list_and_the_patient_leaves_none(lindeborg, alice):
    noor = represent(alice)
    ask_as(alice.person, alice, subject="Een")

    for person in (noor, alice.person):
        assert cast.signed_in(person).get("/mijn/").status_code == 200

    with job_scope(lindeborg.id):
        lines = AccessLogEntry.objects.filter(event="conversation.seen_in_list")
        assert [(each.actor_id, each.patient_id, each.on_behalf_of_id) for each in lines] == [
            (noor.id, alice.id, alice.id)
        ]
