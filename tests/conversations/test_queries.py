"""Lists: their order, their pages, and as many statements for three rows as for one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations import badges, lists, own_lists, queries, search
from conversations.listed import last_lines
from conversations.lists import Wanted
from conversations.models import Conversation, Message
from conversations.queues import Listing, Place
from conversations.where_it_is import State
from people.models import Patient, Person, Representation
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import signed_in
from tests.conversations.stage import asked, at_work, colleague, second_department, set_hours
from tests.relatives.stage import represent


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
    asked(lindeborg)
    one = statements(client, url)
    asked(lindeborg)
    asked(lindeborg, "Bob")

    assert statements(client, url) == one


def page(house, listing=Listing.OPEN, *, after="", search=""):
    wanted = Wanted(listing, house.department, house.staff["Marieke"], after, search)
    return lists.page(wanted, now=timezone.now())


def test_a_row_that_came_as_it_is_kept_reads_as_the_row_of_the_model(lindeborg):
    conversation = asked(lindeborg)
    before = datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    due = datetime(2031, 7, 1, 12, 0, 0, 123_456, tzinfo=UTC)
    with job_scope(lindeborg.id):
        rows = Conversation.objects.filter(id=conversation.id)
        rows.update(waiting_since=before, answer_due_at=due, assignee=lindeborg.staff["Marieke"])
    with at_work(lindeborg):
        [row] = page(lindeborg).rows
        head = Conversation.objects.select_related("patient", "assignee").get()
    for name in ("organisation_id", "last_number", "line_number", "last_message_at", "partner_wrote_at"):
        assert getattr(row, name) == getattr(head, name), name
    assert (row.id, row.subject, row.closed_at) == (str(head.id), head.subject, None)
    assert (row.waiting_since, row.answer_due_at) == (before, due)
    assert (row.birth_date, row.patient) == (head.patient.birth_date, head.patient.formal_name)
    assert row.assignee == head.assignee.display_name


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
            found += [UUID(row.id) for row in shown.rows]
            after = shown.next

    assert (found, after) == (expected, "")


def test_a_page_at_another_depth_is_the_same_statements(lindeborg):
    due = timezone.now() + timedelta(hours=1)
    made = [asked(lindeborg) for _ in range(3)]
    with job_scope(lindeborg.id):
        Conversation.objects.filter(id__in=[each.id for each in made]).update(answer_due_at=due)
    sent: list[set[str]] = []

    def note(execute, statement, *rest):
        sent[-1].add(statement)
        return execute(statement, *rest)

    with at_work(lindeborg):
        rows = page(lindeborg).rows
        for left, row in enumerate(reversed(rows)):
            sent.append(set())
            with connection.execute_wrapper(note):
                assert len(page(lindeborg, after=f"{due.isoformat()}~{row.id}").rows) == left
    # One statement or two: each kept by PostgreSQL with its plan, however many rows are left.
    assert sent[0] == sent[1] == sent[2]


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
        Listing.APPROVAL: set(),
        Listing.LATE: {late.id},
        Listing.TODAY: set(),
        Listing.QUIET: {answered.id},
        Listing.CLOSED: {closed.id},
    }
    with at_work(lindeborg):
        for listing, ids in expected.items():
            assert {UUID(row.id) for row in page(lindeborg, listing).rows} == ids, listing
        counted = badges.counts(Place(lindeborg.department, lindeborg.staff["Marieke"], now))
    counts = {listing.value: len(ids) for listing, ids in expected.items() if listing is not Listing.CLOSED}
    assert counted == counts | {"tasks_back": 0, "network": [0, 0, 0]}


@pytest.mark.parametrize("words", ["jansen", "JAN", "alice jan", "14-03-1958", "14-3-1958 jansen", "number"])
def test_a_patient_is_found_as_a_desk_hears_it(lindeborg, words):
    conversation = asked(lindeborg)
    told = lindeborg.patients["Alice"].number if words == "number" else words
    with at_work(lindeborg):
        rows = page(lindeborg, Listing.SEARCH, search=told).rows
        assert conversation.id in {UUID(row.id) for row in rows}


@pytest.mark.parametrize("words", ["niemand", "15-03-1958", "31-02-1958", "%", "ansen", "van"])
def test_nobody_else_is_found(lindeborg, words):
    asked(lindeborg)
    with at_work(lindeborg):
        assert page(lindeborg, Listing.SEARCH, search=words).rows == []


@pytest.mark.parametrize(
    ("family", "words"),
    [("van den Berg", "berg"), ("van den Berg", "van den berg"), ("Yılmaz", "yilmaz"), ("Égon", "egon")],
)
def test_first_words_and_accents_do_not_matter(lindeborg, family, words):
    conversation = asked(lindeborg)
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=lindeborg.patients["Alice"].id).update(family_name=family)
    with at_work(lindeborg):
        assert [UUID(row.id) for row in page(lindeborg, Listing.SEARCH, search=words).rows] == [
            conversation.id
        ]


@pytest.mark.parametrize("words", ["jansen", "14-03-1958"])
def test_a_search_uses_an_index_under_row_security(lindeborg, words):
    # Of few, which are as dear by any index, PostgreSQL takes the index that it likes that day.
    same = {"organisation_id": lindeborg.id, "family_name": "Bos", "birth_date": date(1958, 3, 14)}
    with job_scope(lindeborg.id):
        Patient.objects.bulk_create(Patient(number=f"n{n}", given_name="An", **same) for n in range(5000))
    with at_work(lindeborg), CaptureQueriesContext(connection) as seen, connection.cursor() as cursor:
        list(search.patients(words))
        asked_for = seen.captured_queries[-1]["sql"]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked_for}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "patient_by_" in plan and "Seq Scan" not in plan


def test_numbers_stop_at_their_bound(lindeborg, monkeypatch):
    monkeypatch.setattr(badges, "BOUND", 2)
    for _ in range(3):
        asked(lindeborg)
    with at_work(lindeborg):
        waiting = badges.waiting_in(queries.worked_at(lindeborg.staff["Marieke"]))
    assert waiting == {lindeborg.department: 2}


def test_a_manager_sees_all_departments_a_nurse_hers(lindeborg):
    infusion = second_department(lindeborg)
    manager = colleague(lindeborg, "Joost", roles=["manager"])
    with at_work(lindeborg):
        assert queries.departments_of(lindeborg.staff["Marieke"]) == [lindeborg.department]
        assert queries.departments_of(manager) == [infusion, lindeborg.department]


def test_a_list_shows_what_the_patient_wrote_not_the_automatic_reply_to_it(lindeborg):
    set_hours(lindeborg, is_open=False)
    asked(lindeborg)
    with at_work(lindeborg):
        assert Message.objects.count() == 2
        found = page(lindeborg).rows
        assert last_lines(found)[found[0].id].words(found[0]) == "Moet ik nuchter zijn?"


def test_unread_is_counted_from_two_numbers(lindeborg):
    asked(lindeborg)
    with person_scope(lindeborg.patients["Alice"].person_id):
        row = own_lists.own_conversations(Person.objects.get())[0]
        assert row.unread == row.conversation.last_number


@pytest.mark.parametrize(
    "cursor", ["onzin", "~", "2026-01-01~x", "x~y", "2026-01-01~0b8ff0a6-6c5f-4d0a-9a70-2f4ed1a4c1f7"]
)
def test_a_made_up_cursor_is_the_first_page(lindeborg, cursor):
    asked(lindeborg)
    with at_work(lindeborg):
        assert len(page(lindeborg, after=cursor).rows) == 1


def test_the_first_pages_are_those_asked_apart(lindeborg, monkeypatch):
    """Also of who reads for two patients, of whom one has more open conversations than the page shows."""
    reader = represent(lindeborg.patients["Alice"])
    with job_scope(lindeborg.id):
        of_alice = Representation.objects.get()
        of_alice.pk, of_alice.patient = None, lindeborg.patients["Bob"]
        of_alice.save(force_insert=True)
    made = [asked(lindeborg, name) for name in ("Alice", "Alice", "Bob", "Alice", "Bob", "Alice", "Alice")]
    now = timezone.now()
    with job_scope(lindeborg.id):
        for hours, conversation in enumerate(made):
            closed_at = now if hours in (0, 2, 3) else None
            at = now - timedelta(hours=hours)
            Conversation.objects.filter(id=conversation.id).update(last_message_at=at, closed_at=closed_at)
    with person_scope(reader.id):
        person = Person.objects.get(id=reader.id)
        for open_ones, closed_ones in ((30, 5), (2, 1), (4, 3), (1, 2)):
            tasks = list(queries.open_tasks(person))
            together = own_lists.own_first_pages(
                person, open_ones=open_ones, closed_ones=closed_ones, tasks=tasks
            )
            apart = [
                own_lists.own_page(person, is_closed=is_closed, limit=limit)
                for is_closed, limit in ((False, open_ones), (True, closed_ones))
            ]
            assert [[row.conversation.id for row in rows] for rows, _more in together] == [
                [row.conversation.id for row in rows] for rows, _more in apart
            ]
            assert [more for _rows, more in together] == [more for _rows, more in apart]
            assert len(together[0][0]) == min(open_ones, 4) and len(together[1][0]) == min(closed_ones, 3)


def test_a_question_that_needs_no_answer_is_no_message_of_the_team(lindeborg):
    asked(lindeborg)
    with job_scope(lindeborg.id):
        Conversation.objects.update(waiting_since=None, answer_due_at=None)
    with person_scope(lindeborg.patients["Alice"].person_id):
        row = own_lists.own_conversations(Person.objects.get())[0]
        assert row.where.state is State.ANSWERED
