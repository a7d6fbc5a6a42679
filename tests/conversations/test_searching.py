"""Searching one's own messages: what is found, what is not, and how far one request looks."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import AccessLogEntry
from beterdichtbij.demo.past import Line, Past, bring_in
from conversations import searching
from conversations.finding_words import excerpt, found_in, words_of
from conversations.models import Conversation
from people.models import Person, Representation
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import make_person, signed_in
from tests.conversations.stage import asked

PAGE = "/mijn/zoeken/"


def find(person, words, **more):
    return signed_in(person).post(PAGE, {"words": words} | more).content.decode()


def bring(house, name, texts, subject="Vroeger", days=1):
    now = timezone.now()
    lines = [
        Line(now - timedelta(days=days, minutes=len(texts) - at), "patient", text, label=name)
        for at, text in enumerate(texts)
    ]
    with job_scope(house.id):
        return bring_in(Past(uuid4(), house.patients[name], house.department, subject, lines))


@pytest.mark.parametrize(
    ("text", "wish", "hits"),
    [
        ("Mag ik crème smeren?", "CREME", ["crème"]),
        ("Zoë is er", "zoe", ["Zoë"]),
        ("İstanbul ve ığdır", "istanbul igdir", ["İstanbul", "ığdır"]),
        ("Straße", "strasse", ["Straße"]),
        ("прививка йод", "ПРИВИВКА иод", ["прививка", "йод"]),
        ("prik, prikken", "prik", ["prik", "prik"]),
        ("abab", "ab bab", ["abab"]),
        ("alleen dit", "dit dat", []),
        ("ﬁets", "fiets", ["ﬁets"]),
    ],
)
def test_accents_and_capitals_do_not_matter(text, wish, hits):
    assert [text[start:stop] for start, stop in found_in(text, words_of(wish))] == hits


def test_a_long_text_is_shown_around_the_first_hit():
    text = "aap " * 100 + "noot" + " mies" * 100
    pieces = excerpt(text, found_in(text, ["noot"]))

    assert [piece.text for piece in pieces if piece.is_hit] == ["noot"]
    assert pieces[0].text == "… " and pieces[-1].text.endswith(" …")
    assert sum(len(piece.text) for piece in pieces) < 240


def test_found_by_word_and_by_subject_and_marked_without_becoming_html(lindeborg):
    alice = lindeborg.patients["Alice"].person
    conversation = asked(lindeborg, text="Mag <b>crème</b> op de prikplek?")

    page = find(alice, "creme")
    assert f"/mijn/gesprekken/{conversation.id}/?rond=1#message-at-1" in page
    assert "&lt;b&gt;<mark>crème</mark>&lt;/b&gt;" in page
    assert "Onderwerp:" in find(alice, "prikken")
    assert "Niets gevonden" in find(alice, "olifant")


@pytest.mark.parametrize("words", ["", "a", " ", "é"])
def test_too_little_is_asked_again(lindeborg, words):
    answer = signed_in(lindeborg.patients["Alice"].person).post(PAGE, {"words": words})

    assert answer.status_code == 422


def test_nobody_finds_what_is_not_theirs(lindeborg, waterkant):
    asked(lindeborg, text="Heel geheim woord")
    for outsider in (lindeborg.patients["Bob"], lindeborg.staff["Marieke"], waterkant.patients["Mallory"]):
        assert "geheim woord" not in find(outsider.person, "geheim")


def test_a_relative_finds_what_they_reach(lindeborg):
    asked(lindeborg, text="Voor allebei")
    private = asked(lindeborg, text="Allebei niet")
    rita = make_person("Rita")
    with job_scope(lindeborg.id):
        Conversation.objects.filter(id=private.id).update(is_private=True)
        Representation.objects.create(
            patient=lindeborg.patients["Alice"],
            person=rita,
            ground="contact",
            starts_at=timezone.now() - timedelta(days=1),
        )

    page = find(rita, "allebei")

    assert "<mark>allebei</mark>" in page and "niet" not in page


def test_one_request_looks_so_far_and_the_next_goes_on_where_it_was(lindeborg, monkeypatch):
    monkeypatch.setattr(searching, "MOST_MESSAGES", 4)
    monkeypatch.setattr(searching, "BATCH", 2)
    patient = lindeborg.patients["Alice"]
    bring(lindeborg, "Alice", [f"prik {number}" for number in range(1, 8)], days=1)
    bring(lindeborg, "Alice", ["prik vroeger"], days=9)

    seen, place, rounds = [], None, 0
    with person_scope(patient.person_id):
        person = Person.objects.get()
        while place or not rounds:
            found = searching.search(person, ["prik"], after=place)
            seen += [(hit.number, "".join(piece.text for piece in hit.pieces)) for hit in found.hits]
            place, rounds = searching.place_of(str(found.place)), rounds + 1
            assert found.messages <= 4 + 2

    assert [text for _number, text in seen] == [*(f"prik {n}" for n in range(7, 0, -1)), "prik vroeger"]
    assert rounds > 1


def test_a_full_page_of_hits_goes_on_after_the_last(lindeborg, monkeypatch):
    monkeypatch.setattr(searching, "MOST_HITS", 3)
    bring(lindeborg, "Alice", [f"prik {number}" for number in range(1, 6)])
    client = signed_in(lindeborg.patients["Alice"].person)

    first = client.post(PAGE, {"words": "prik"})
    place = first.context["found"].place
    second = client.post(PAGE, {"words": "prik", "verder": str(place)})

    assert "3 berichten gevonden" in first.content.decode() and "Zoek verder terug" in first.content.decode()
    assert [hit.number for hit in second.context["found"].hits] == [2, 1]


@pytest.mark.parametrize(
    "place",
    [
        "onzin",
        "~~",
        "2026-01-01~0b8ff0a6-6c5f-4d0a-9a70-2f4ed1a4c1f7~1",
        "x~0b8ff0a6-6c5f-4d0a-9a70-2f4ed1a4c1f7~1",
    ],
)
def test_a_made_up_place_is_the_beginning(lindeborg, place):
    asked(lindeborg, text="Een bericht")

    assert "<mark>bericht</mark>" in find(lindeborg.patients["Alice"].person, "bericht", verder=place)


def test_what_is_shown_is_in_the_access_log_and_what_was_looked_for_is_not(lindeborg, caplog):
    asked(lindeborg, text="Bijzonder woord")
    find(lindeborg.patients["Alice"].person, "bijzonder")

    with job_scope(lindeborg.id):
        entry = AccessLogEntry.objects.get(event="conversation.searched")
    assert entry.patient_id == lindeborg.patients["Alice"].id
    assert "bijzonder" not in str(vars(entry)) and "bijzonder" not in caplog.text
