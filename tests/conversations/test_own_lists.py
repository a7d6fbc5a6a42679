"""The list of a patient: everything of a row in one statement, but what is asked in it and who others are."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations import own_lists
from conversations.models import Message
from rowsecurity.scopes import person_scope
from tests.conversations.stage import asked, set_hours


def test_a_list_is_one_statement_where_departments_are_known_by_name(lindeborg):
    person = lindeborg.patients["Alice"].person
    asked(lindeborg)
    with person_scope(person.id):
        own_lists.own_conversations(person)
    for _ in range(2):
        asked(lindeborg)
    with person_scope(person.id), CaptureQueriesContext(connection) as seen:
        (rows, _more), _closed = own_lists.own_first_pages(person, open_ones=5, closed_ones=5, tasks=[])
        shown = [(row.names.department, row.names.organisation) for row in rows]
        told = [(row.patient, row.last.body, row.unread, row.where.words) for row in rows]
    assert len(rows) == 3 and len(seen) == 1
    assert {name for name, _organisation in shown} == {lindeborg.department.name}
    assert all(patient is None and body and unread for patient, body, unread, _where in told)


def test_a_patient_sees_what_they_wrote_and_not_the_automatic_reply_to_it(lindeborg):
    set_hours(lindeborg, is_open=False)
    asked(lindeborg)
    person = lindeborg.patients["Alice"].person
    with person_scope(person.id):
        [row] = own_lists.own_conversations(person)
        assert Message.objects.count() == 2 == row.conversation.last_number
        assert row.last.body == "Moet ik nuchter zijn?" and row.last.number == 1


def test_pages_follow_each_other_and_a_stranger_has_none(lindeborg):
    person, bob = lindeborg.patients["Alice"].person, lindeborg.patients["Bob"]
    made = [asked(lindeborg).id for _ in range(3)]
    with person_scope(person.id):
        first, more = own_lists.own_page(person, limit=2)
        rest, end = own_lists.own_page(person, limit=2, after=more)
        others = own_lists.own_conversations(person, of=[bob.id])
    assert [row.conversation.id for row in first + rest] == made[::-1] and not end and not others
