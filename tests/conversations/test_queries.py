"""Lists: their order, their pages, and as many statements for three rows as for one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations import lists, queries
from conversations.lists import Listing, Wanted
from conversations.models import Conversation, Message
from people.models import Person
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import signed_in
from tests.conversations.stage import asked, at_work, set_hours


def statements(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("url", ["/mijn/", "/org/lindeborg/"])
def test_three_rows_ask_no_more_statements_than_one(lindeborg, url):
    person = lindeborg.patients["Alice"] if url == "/mijn/" else lindeborg.staff["Marieke"]
    client = signed_in(person.person)
    asked(lindeborg)
    statements(client, url)  # keys, hours and the directory are kept from here on
    one = statements(client, url)
    asked(lindeborg)
    asked(lindeborg, "Bob")

    assert statements(client, url) == one


def page(house, listing=Listing.OPEN, *, after="", search=""):
    wanted = Wanted(listing, house.department, house.staff["Marieke"], after, search)
    return lists.page(wanted, now=timezone.now())


def test_who_waits_longest_stands_first_and_pages_follow_each_other(lindeborg, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    made = [asked(lindeborg) for _ in range(5)]
    now = timezone.now()
    with job_scope(lindeborg.id):
        for hours, conversation in zip([3, 1, None, 2, None], made, strict=True):
            due = now + timedelta(hours=hours) if hours else None
            Conversation.objects.filter(id=conversation.id).update(answer_due_at=due)
    expected = [made[1].id, made[3].id, made[0].id, *sorted([made[2].id, made[4].id])]

    found, after = [], ""
    with at_work(lindeborg):
        for _page in range(3):
            shown = page(lindeborg, after=after)
            found += [row.conversation.id for row in shown.rows]
            after = shown.next

    assert (found, after) == (expected, "")


def test_each_list_holds_what_it_says_and_counts_it(lindeborg):
    waiting, late, answered, closed = (asked(lindeborg) for _ in range(4))
    now = timezone.now()
    rows = Conversation.objects
    with job_scope(lindeborg.id):
        rows.filter(id=waiting.id).update(answer_due_at=now + timedelta(days=3))
        rows.filter(id=late.id).update(
            answer_due_at=now - timedelta(days=1), assignee=lindeborg.staff["Marieke"]
        )
        rows.filter(id=answered.id).update(answer_due_at=None, waiting_since=None)
        rows.filter(id=closed.id).update(answer_due_at=None, waiting_since=None, closed_at=now)
    expected = {
        Listing.OPEN: {waiting.id, late.id},
        Listing.MINE: {late.id},
        Listing.FREE: {waiting.id},
        Listing.LATE: {late.id},
        Listing.TODAY: set(),
        Listing.QUIET: {answered.id},
        Listing.CLOSED: {closed.id},
    }
    with at_work(lindeborg):
        for listing, ids in expected.items():
            assert {row.conversation.id for row in page(lindeborg, listing).rows} == ids, listing
        midnight = lists.end_of_day(now)
        counted = queries.counts(lindeborg.department, lindeborg.staff["Marieke"], now=now, midnight=midnight)
    assert counted == {"open": 2, "free": 1, "late": 1, "today": 0, "quiet": 1, "mine": 1}


def test_a_patient_is_found_by_name_and_number(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        for words in ("jansen", "alice jan", lindeborg.patients["Alice"].number):
            assert conversation.id in {
                row.conversation.id for row in page(lindeborg, Listing.SEARCH, search=words).rows
            }
        assert page(lindeborg, Listing.SEARCH, search="niemand").rows == []


def test_a_list_shows_what_the_patient_wrote_not_the_automatic_reply_to_it(lindeborg):
    set_hours(lindeborg, is_open=False)
    asked(lindeborg)
    with at_work(lindeborg):
        assert Message.objects.count() == 2
        assert page(lindeborg).rows[0].last.body == "Moet ik nuchter zijn?"


def test_unread_is_counted_from_two_numbers(lindeborg):
    asked(lindeborg)
    with person_scope(lindeborg.patients["Alice"].person_id):
        row = queries.own_conversations(Person.objects.get())[0]
        assert row.unread == row.conversation.last_number


@pytest.mark.parametrize("cursor", ["onzin", "~", "2026-01-01~x", "x~y", f"2026-01-01~{uuid4()}"])
def test_a_made_up_cursor_is_the_first_page(lindeborg, cursor):
    asked(lindeborg)
    with at_work(lindeborg):
        assert len(page(lindeborg, after=cursor).rows) == 1
