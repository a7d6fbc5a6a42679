"""Reading back over years: stretches follow each other without a hole, at the same cost at any depth."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beterdichtbij.demo.past import Line, Past, bring_in
from beterdichtbij.demo.remarks import INSERT
from conversations import places, reading_back
from conversations.actions.read_marks import mark_read
from conversations.models import Conversation, ReadMark
from conversations.views import home
from conversations.views.numbers import redrawn_after
from people.models import Person
from rowsecurity.scopes import job_scope, person_scope
from tenants import envelope
from tests.cast import signed_in
from tests.conversations.stage import asked, at_work

MANY, DAYS = 230, 3
NUMBER = re.compile(r'data-number="(\d+)"')


@pytest.fixture
def years(lindeborg):
    """A conversation with a message each three days, half of them the patient's; all of it was read."""
    first = timezone.now() - timedelta(days=DAYS * MANY)
    lines = [
        Line(
            first + timedelta(days=DAYS * number),
            "patient" if number % 2 else "team",
            f"Bericht {number}.",
            author_id=lindeborg.patients["Alice"].person_id,
        )
        for number in range(1, MANY + 1)
    ]
    with job_scope(lindeborg.id):
        return bring_in(Past(uuid4(), lindeborg.patients["Alice"], lindeborg.department, "Jaren", lines))


@pytest.fixture
def alice(lindeborg):
    return signed_in(lindeborg.patients["Alice"].person)


def numbers(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return [int(each) for each in NUMBER.findall(page.content.decode())]


def write_note(conversation, member, text, at):
    """A note of an earlier moment; the model takes the clock, so by hand."""
    note_id = uuid4()
    body = envelope.seal(conversation.organisation_id, places.note(conversation.id, note_id), text)
    with connection.cursor() as cursor:
        values = [note_id, conversation.organisation_id, conversation.id, member.id, "note", body, at]
        cursor.execute(INSERT, values)


def thread(conversation, more=""):
    return f"/mijn/gesprekken/{conversation.id}/{more}"


def test_back_to_the_first_message_and_forward_again_without_a_hole(years, alice):
    shown = numbers(alice, thread(years))
    assert shown[-1] == MANY
    while shown[0] > 1:
        shown = numbers(alice, thread(years, f"stuk/?voor={shown[0]}")) + shown
    assert shown == list(range(1, MANY + 1))

    forward = numbers(alice, thread(years, "stuk/?vanaf=1"))
    while forward[-1] < MANY:
        forward += numbers(alice, thread(years, f"stuk/?vanaf={forward[-1] + 1}"))
    assert forward == shown


def test_it_opens_where_reading_was_left_off(lindeborg, years, alice):
    with person_scope(lindeborg.patients["Alice"].person_id):
        ReadMark.objects.update(number=100)
    page = alice.get(thread(years)).content.decode()
    shown = [int(each) for each in NUMBER.findall(page)]

    assert shown[0] == 91 and 101 in shown and MANY not in shown
    # Number 101 is one's own; the first of another is 102.
    assert page.index('id="message-at-101"') < page.index("Nieuw sinds") < page.index('id="message-at-102"')
    assert "Naar de nieuwste berichten" in page

    with person_scope(lindeborg.patients["Alice"].person_id):
        mark_read(person=Person.objects.get(), conversation=Conversation.objects.get(), number=MANY - 3)
    few = alice.get(thread(years)).content.decode()
    assert f'data-number="{MANY}"' in few and "Nieuw sinds" in few


@pytest.mark.parametrize("asked", ["", "?maand=onzin", "?maand=2024-13", "?voor=x", "?vanaf=999999"])
def test_a_made_up_place_is_the_end(years, alice, asked):
    assert numbers(alice, thread(years, asked))[-1] == MANY


def test_jumping_to_a_month_begins_with_its_first_message(lindeborg, years, alice):
    with at_work(lindeborg):
        months = reading_back.months(years)
        wanted = months[len(months) // 2]
        first = years.messages.filter(sent_at__date__gte=wanted).order_by("number").first()

    page = alice.get(thread(years, f"?maand={wanted:%Y-%m}")).content.decode()

    assert [int(each) for each in NUMBER.findall(page)][0] == first.number
    assert len(months) in (23, 24) and f'value="{wanted:%Y-%m}"' in page


def test_a_month_before_the_first_and_one_after_the_last(years, alice):
    assert numbers(alice, thread(years, "?maand=1999-01"))[0] == 1
    assert numbers(alice, thread(years, "?maand=2999-01")) == [MANY]


def test_at_any_depth_as_many_statements(lindeborg, years, alice):
    def statements(client, url):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    marieke = signed_in(lindeborg.staff["Marieke"].person)
    case = f"/org/lindeborg/gesprekken/{years.id}/stuk/"
    for client, url in ((alice, thread(years, "stuk/")), (marieke, case)):
        statements(client, url)
        assert statements(client, f"{url}?voor=60") == statements(client, f"{url}?voor=200")
        assert statements(client, f"{url}?voor=200") <= 20


def test_each_note_of_the_team_stands_in_one_stretch(lindeborg, years):
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    with job_scope(lindeborg.id):
        moment = years.messages.get(number=40).sent_at
        for text, at in (("Vroeg", moment + timedelta(hours=1)), ("Laat", timezone.now())):
            write_note(years, lindeborg.staff["Marieke"], text, at)
    case = f"/org/lindeborg/gesprekken/{years.id}/"

    pages = [marieke.get(case + part).content.decode() for part in ("", "stuk/?voor=80", "stuk/?voor=31")]

    assert [("Vroeg" in page, "Laat" in page) for page in pages] == [
        (False, True), (True, False), (False, False),
    ]  # fmt: skip


def test_nobody_else_reads_back(lindeborg, waterkant, years):
    for outsider in (lindeborg.patients["Bob"], waterkant.patients["Mallory"], waterkant.staff["Nadia"]):
        client = signed_in(outsider.person)
        assert client.get(thread(years, "stuk/")).status_code == 404
        assert client.get(f"/org/lindeborg/gesprekken/{years.id}/stuk/").status_code == 404


def test_an_open_page_redraws_no_more_than_it_may_show():
    assert redrawn_after(known=5000, read=0) == 4900
    assert redrawn_after(known=50, read=20) == 20


def test_closed_conversations_stand_under_earlier_and_pages_follow_each_other(lindeborg, alice, monkeypatch):
    made = [asked(lindeborg, subject=f"Vraag {number}") for number in range(5)]
    with job_scope(lindeborg.id):
        closed = [each.id for each in made[:3]]
        Conversation.objects.filter(id__in=closed).update(closed_at=timezone.now(), waiting_since=None)
    page = alice.get("/mijn/")
    assert [row.conversation.id for row in page.context["rows"]] == [made[4].id, made[3].id]
    assert [row.conversation.id for row in page.context["earlier"]] == [each.id for each in made[2::-1]]
    assert page.content.decode().index("Gesprekken</h2>") < page.content.decode().index("Eerder</h2>")

    monkeypatch.setattr(home, "OWN_PAGE", 2)
    first = alice.get("/mijn/gesprekken/?lijst=eerder")
    second = alice.get("/mijn/gesprekken/", {"lijst": "eerder", "na": first.context["more"]})
    found = [row.conversation.id for answer in (first, second) for row in answer.context["rows"]]
    assert found == [each.id for each in made[2::-1]] and second.context["more"] == ""
    assert len(alice.get("/mijn/gesprekken/?na=onzin").context["rows"]) == 2


def test_the_list_of_another_shows_nothing_of_it(lindeborg, waterkant):
    asked(lindeborg, subject="Alleen van Alice")
    for outsider in (lindeborg.patients["Bob"], waterkant.patients["Mallory"]):
        assert "Alleen van Alice" not in signed_in(outsider.person).get("/mijn/gesprekken/").content.decode()
