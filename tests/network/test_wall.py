"""What a department that takes part reaches of another organisation, and what not: below the application."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from conversations.actions import notes
from conversations.models import Message
from network import doors
from network.access import access_shared
from network.actions import taking_part
from rowsecurity.errors import NotFound
from rowsecurity.scopes import gate_scope, job_scope, organisation_scope, person_scope
from tenants import envelope
from tenants.models import Department, DepartmentMembership, Membership
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked
from tests.network.stage import as_partner, door_rows, invited, removed

TABLES = [
    "conversations_conversation",
    "conversations_message",
    "conversations_note",
    "people_patient",
    "tenants_membership",
    "network_participation",
    "audit_accesslogentry",
    "tenants_organisationkey",
]


def visible(table: str, organisation_id) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE organisation_id = %s", [organisation_id])
        return cursor.fetchone()[0]


def test_the_tables_of_the_other_organisation_stay_empty_for_a_partner(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant, question="Kunt u meekijken?")

    with at_work(lindeborg):
        assert visible("conversations_message", lindeborg.id) > 0
    with as_partner(waterkant):
        assert {table: visible(table, lindeborg.id) for table in TABLES} == dict.fromkeys(TABLES, 0)
        assert door_rows(participation)


def test_staff_policies_are_the_floor_and_nothing_else(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tablename, policyname, qual FROM pg_policies
            WHERE roles && ARRAY['bd_staff', 'bd_job']::name[] AND tablename ~ '^(conversations|network)_'
            AND policyname NOT IN ('own_organisation', 'floor') AND permissive = 'PERMISSIVE'"""
        )
        assert cursor.fetchall() == []


def test_a_partner_reads_messages_and_name_but_no_notes_and_no_other_conversation(lindeborg, waterkant):
    conversation, other = asked(lindeborg, text="Mijn knie doet zeer."), asked(lindeborg, text="Iets anders.")
    with at_work(lindeborg):
        notes.add_note(
            member=lindeborg.staff["Marieke"],
            looker=LOOKER,
            conversation=locked(lindeborg, conversation),
            text="Alleen voor ons.",
        )
    participation = invited(lindeborg, waterkant, conversation, question="Wat raadt u aan?")

    with as_partner(waterkant) as nadia:
        shared = access_shared(nadia, participation.id)
        messages = doors.thread(shared)
        with envelope.as_guest_of(lindeborg.id):
            texts = [message.body for message in messages]
        assert shared.patient_name == "Alice Jansen" and shared.subject == "Prikken"
        assert "Mijn knie doet zeer." in texts and "Wat raadt u aan?" in texts
        assert not {"Alleen voor ons.", "Iets anders."} & set(texts)
        assert [each.conversation_id for each in doors.conversations()] == [conversation.id]
        assert other.id not in {each.conversation_id for each in doors.conversations()}


def test_from_now_on_means_nothing_of_before(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant, from_start=False, question="Vanaf hier.")

    with as_partner(waterkant) as nadia, envelope.as_guest_of(lindeborg.id):
        texts = [message.body for message in doors.thread(access_shared(nadia, participation.id))]
    assert texts[-1] == "Vanaf hier." and "Moet ik nuchter zijn?" not in texts


def strangers(lindeborg, waterkant):
    """Everybody who is not at the invited department, each in the scope that could come nearest."""
    with job_scope(waterkant.id):
        other = Department.objects.create(name="Longziekten", code="LON", phone="030 1")
    elsewhere = colleague(waterkant, "Els")
    with job_scope(waterkant.id):
        DepartmentMembership.objects.filter(membership=elsewhere).update(department=other)
    desk = colleague(waterkant, "Adam", roles=["admin"])
    gone = colleague(waterkant, "Gijs")
    with job_scope(waterkant.id):
        Membership.objects.filter(id=gone.id).update(ended_at="2020-01-01T00:00Z")
    nadia = waterkant.staff["Nadia"].person_id
    return {
        "a colleague of another department": organisation_scope(waterkant.id, elsewhere.person_id),
        "an admin of the department": organisation_scope(waterkant.id, desk.person_id),
        "somebody who left": organisation_scope(waterkant.id, gone.person_id),
        "the partner's member in another organisation": organisation_scope(lindeborg.id, nadia),
        "the owner's own staff": organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id),
    }


def test_nobody_but_the_invited_department_comes_through_the_doors(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)

    for who, scope in strangers(lindeborg, waterkant).items():
        with scope:
            assert door_rows(participation) == [], who
            sent = doors.call("network_send", participation.id, uuid4(), b"x", "")
            assert sent[0] == "missing", who
            assert doors.call("network_reads_in", participation.id) == (None,), who
            assert doors.call("network_leave", participation.id, uuid4(), "x", b"x", "") is None, who
            assert doors.call("network_seen", participation.id, 9) == (False,), who
    with at_work(lindeborg):
        assert not Message.objects.filter(side="partner").exists()


@pytest.mark.parametrize("scope", [person_scope, gate_scope])
def test_the_doors_are_closed_to_other_roles(lindeborg, waterkant, scope):
    participation = invited(lindeborg, waterkant)

    with pytest.raises(Error), transaction.atomic(), scope(waterkant.staff["Nadia"].person_id):
        doors.conversations(participation.id)


def test_after_removal_the_next_read_finds_nothing(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with as_partner(waterkant) as nadia:
        before = access_shared(nadia, participation.id)
        taking_part.write(member=nadia, shared=before, client_id=uuid4(), text="Dag.", source="")

    removed(lindeborg, participation)

    with as_partner(waterkant) as nadia:
        assert door_rows(participation) == [] and doors.thread(before) == []
        with pytest.raises(NotFound):
            access_shared(nadia, participation.id)
        with pytest.raises(NotFound):
            taking_part.write(member=nadia, shared=before, client_id=uuid4(), text="Nog iets.", source="")


def test_work_of_one_organisation_opens_nothing_of_another_but_as_a_guest(lindeborg, waterkant):
    sealed = envelope.seal(lindeborg.id, "place", "Geheim")

    with as_partner(waterkant):
        with pytest.raises(envelope.AnotherOrganisation):
            envelope.open_sealed(lindeborg.id, "place", sealed)
        with pytest.raises(envelope.AnotherOrganisation):
            envelope.seal(lindeborg.id, "place", "Geheim")
        with envelope.as_guest_of(lindeborg.id):
            assert envelope.open_sealed(lindeborg.id, "place", sealed) == "Geheim"
