"""Guides and the practice conversation: for anybody, and nothing is kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from onboarding.guides import BY_SLUG, GUIDES
from tests.patient_texts import TEMPLATES, patient_templates
from tests.translations import _of_template


@pytest.mark.parametrize("slug", [guide.slug for guide in GUIDES])
def test_every_guide_is_there_for_anybody(db, slug):
    page = Client().get(f"/hulp/{slug}/")
    assert page.status_code == 200 and page.text.count("guide__step") >= 4
    assert f"/hulp/{slug}/" in Client().get("/hulp/").text


# What a guide says to press or to go to, as it stands on the page itself.
BUTTONS = {
    "bericht-sturen": ["Messages", "Ask your care team a question", "Send"],
    "foto-sturen": ["Send"],
    "teruglezen": ["Messages", "Earlier messages", "Search my messages", "Download my conversations"],
    "naasten": ["My data", "Let somebody read along", "End now"],
    "meldingen": ["My data", "Notifications"],
    "beeldbellen": ["Appointments"],
}


@pytest.mark.parametrize("slug", list(BUTTONS))
def test_a_guide_names_buttons_as_they_are(slug):
    steps = " ".join(str(text) for _icon, text in BY_SLUG[slug].steps)
    pages = {text for name in patient_templates() for text in _of_template(TEMPLATES / name)}
    for button in BUTTONS[slug]:
        assert button in pages
        assert gettext(button) in steps


def test_a_guide_that_is_not_there_says_so(db):
    assert Client().get("/hulp/niets/").status_code == 404


def test_the_made_up_team_answers_and_nothing_is_written(db):
    browser = Client()
    assert "oefenteam" in browser.get("/oefenen/").text
    with CaptureQueriesContext(connection) as captured:
        first = browser.post("/oefenen/", {"text": "Wanneer is mijn <b>afspraak</b>?"}).text
        second = browser.post("/oefenen/", {"said": ["Een"], "text": "Twee"}).text
    assert "&lt;b&gt;afspraak" in first and "is aangekomen" in first
    assert "Zo gaat het verder" in second and 'value="Twee"' in second
    assert [query for query in captured if "INSERT" in query["sql"] or "UPDATE" in query["sql"]] == []


def test_who_writes_that_it_is_urgent_is_told_to_call(db):
    assert "bel dan" in Client().post("/oefenen/", {"text": "Het is spoed"}).text


def test_an_empty_message_is_refused_kindly(db):
    page = Client().post("/oefenen/", {"said": ["Een"], "text": "  "}).text
    assert "Schrijf eerst iets" in page and 'value="Een"' in page
