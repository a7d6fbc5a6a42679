"""Lines that were made a moment ago are those that would be made now: at every moment, for every reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils.translation import override

from conversations import lists, queue_lines
from conversations.actions.messages import send_message
from conversations.listed import LINES
from conversations.lists import Wanted
from conversations.made_lines import MadeLines
from conversations.models import Conversation
from conversations.queue_lines import Shown, lines
from conversations.queues import Listing
from conversations.sending import Sending
from people.models import Patient
from rowsecurity.scopes import job_scope, person_scope
from tests.conversations.stage import asked, at_work

NOW = datetime(2026, 11, 23, 9, 30, 20, tzinfo=ZoneInfo("Europe/Amsterdam"))
SPANS = [timedelta(seconds=each) for each in (-200_000, -90_061, -4000, -61, 1, 59, 61, 3700, 50_000, 90_000)]
MOMENTS = [
    NOW + timedelta(seconds=each) for each in (0, 1, 39, 40, 41, 60, 100, 3600, 52_180, 52_181, 200_000)
]


@pytest.fixture(autouse=True)
def made(monkeypatch):
    known = MadeLines()
    monkeypatch.setattr(queue_lines, "_made", known)
    return known


@pytest.fixture
def house(lindeborg):
    waiting = [asked(lindeborg) for _ in SPANS]
    with job_scope(lindeborg.id):
        for conversation, span in zip(waiting, SPANS, strict=True):
            Conversation.objects.filter(id=conversation.id).update(
                answer_due_at=NOW + span, last_message_at=NOW - timedelta(days=1), waiting_since=NOW
            )
    return lindeborg


def rows(house, listing=Listing.OPEN):
    wanted = Wanted(listing, house.department, house.staff["Marieke"])
    return lists.page(wanted, now=NOW).written


def shown(*, now=NOW, current="", listing=Listing.OPEN):
    return Shown(listing, now, "/org/lindeborg/gesprekken/", "lijst=open", current)


def made_anew(written, how, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(queue_lines, "_made", MadeLines())
        return lines(written, how)


def test_at_every_moment_a_line_says_what_it_would_say_anew(house, monkeypatch):
    with at_work(house):
        written = rows(house)
        assert len(written) == len(SPANS)
        # Also back in time: another request may have begun before.
        for now in [*MOMENTS, *reversed(MOMENTS)]:
            assert lines(written, shown(now=now)) == made_anew(written, shown(now=now), monkeypatch)


def test_for_every_reader_of_the_same_rows(house, monkeypatch):
    with at_work(house):
        written = rows(house)
        first = written[0][0]
        readers = product(["nl", "en"], ["", first], [Listing.OPEN, Listing.SEARCH])
        seen = set()
        for language, current, listing in [*readers] * 2:
            with override(language):
                how = shown(current=current, listing=listing)
                found = lines(written, how)
                assert found == made_anew(written, how, monkeypatch)
                assert found.count("aria-current") == bool(current)
            seen.add(found)


def test_what_changed_stands_there_at_once_and_the_rest_is_not_made_again(house, monkeypatch):
    asked_to_make = []
    made_by = queue_lines._make
    monkeypatch.setattr(
        queue_lines,
        "_make",
        lambda rows, how: asked_to_make.extend(row[0] for row in rows) or made_by(rows, how),
    )
    with at_work(house):
        before = lines(rows(house), shown())
        lines(rows(house), shown())
    assert len(asked_to_make) == len(SPANS)
    with job_scope(house.id):
        changed = Conversation.objects.order_by("id").first()
        Conversation.objects.filter(id=changed.id).update(assignee=house.staff["Marieke"])
    with at_work(house):
        assert lines(rows(house), shown()) != before
    assert asked_to_make[len(SPANS) :] == [str(changed.id)]
    with job_scope(house.id):
        Patient.objects.update(family_name="Rozendaal")
    with at_work(house):
        assert lines(rows(house), shown()).count("Rozendaal") == len(SPANS)


def test_what_was_written_since_is_shown_and_asked_of_that_conversation_alone(house):
    looked_up = []

    def noticing(execute, statement, parameters, many, context):
        if statement == LINES:
            looked_up.append(len(parameters[0]))
        return execute(statement, parameters, many, context)

    with at_work(house), connection.execute_wrapper(noticing):
        lines(rows(house), shown())
        open_one = Conversation.objects.order_by("id").first()
    with person_scope(house.patients["Alice"].person_id):
        more = {"client_id": uuid4(), "side": "patient"}
        send_message(Sending(house.id, open_one.id, text="Er is nog iets.", **more))
    with at_work(house), connection.execute_wrapper(noticing):
        assert "Er is nog iets." in lines(rows(house), shown())
    assert looked_up == [len(SPANS), 1]


def test_they_are_forgotten_when_there_are_many(house, monkeypatch, made):
    monkeypatch.setattr("conversations.made_lines.MOST", 1)
    with at_work(house):
        written = rows(house)
        for current in range(4):
            made.lines(written, current, NOW, lambda rows: [(NOW, NOW, "")] * len(rows), "")
    assert len(made._young) == len(made._old) == 1


def test_they_are_forgotten_where_nobody_asks_any_more(house, monkeypatch, made):
    monkeypatch.setattr("conversations.made_lines.KEPT_SECONDS", 0.01)
    with at_work(house):
        made.lines(rows(house), "desk", NOW, lambda rows: [(NOW, NOW, "")] * len(rows), "")
    while clock := made._clock:
        clock.join(timeout=5)
    assert not made._young and not made._old
