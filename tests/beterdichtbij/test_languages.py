"""The language of a browser, and of a person on every device."""

from __future__ import annotations

import gettext
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import conf
from django.utils import dates, translation

from beterdichtbij.templatetags.frontend import telephone
from conversations.templatetags.conversing import clock, day
from people.models import Person
from rowsecurity.scopes import person_scope
from tests.cast import signed_in
from tests.translations import ROOT

A_DAY = datetime(2025, 11, 20, 9, 20, tzinfo=UTC)


def test_a_browser_keeps_its_language(client):
    answer = client.post("/taal/", {"language": "en", "next": "/hulp/?a=1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/hulp/?a=1")
    page = client.get("/hulp/", headers={"accept-language": "nl"})
    assert '<html lang="en"' in page.content.decode()


def test_dutch_is_what_one_gets_without_a_wish(client):
    assert '<html lang="nl"' in client.get("/hulp/", headers={"accept-language": "fr"}).content.decode()


def test_an_unknown_language_and_a_foreign_address_change_nothing(client):
    answer = client.post("/taal/", {"language": "xx", "next": "https://elders.example/"})

    assert answer.headers["Location"] == "/"
    assert "django_language" not in answer.cookies


def test_the_language_is_kept_with_the_person_and_with_nobody_else(lindeborg):
    alice, bob = (lindeborg.patients[name].person_id for name in ("Alice", "Bob"))

    signed_in(lindeborg.patients["Alice"].person).post("/taal/", {"language": "en", "next": "/"})

    for person_id, language in ((alice, "en"), (bob, "nl")):
        with person_scope(person_id):
            assert Person.objects.get(id=person_id).language == language


def test_each_language_is_named_in_its_own_words(client):
    page = client.get("/").content.decode()

    assert "Nederlands</button>" in page
    assert "English</button>" in page
    for name in ("Türkçe", "Polski", "Українська", "العربيّة"):
        assert f"{name}</button>" in page


def test_arabic_runs_from_right_to_left(client):
    client.post("/taal/", {"language": "ar", "next": "/"})
    page = client.get("/hulp/").content.decode()
    assert '<html lang="ar"' in page and 'dir="rtl"' in page
    assert "ليس لدي إنترنت" in page


def test_the_team_chooses_between_dutch_and_english(lindeborg):
    marieke = lindeborg.staff["Marieke"].person
    page = signed_in(marieke).get(f"/org/{lindeborg.organisation.slug}/").content.decode()
    assert "English</button>" in page and "Türkçe" not in page


@pytest.mark.parametrize(
    ("language", "date", "time"),
    [
        ("nl", "donderdag 20 november 2025", "10.20"),
        ("pl", "Czwartek 20 listopada 2025", "10:20"),
        ("uk", "Четвер 20 листопада 2025", "10:20"),
        ("ar", "الخميس 20 نوفمبر 2025", "10:20"),
    ],
)
def test_a_moment_is_written_as_people_of_that_language_write_it(language, date, time):
    with translation.override(language):
        assert (day(A_DAY), clock(A_DAY)) == (date, time)


def test_every_date_of_a_page_has_the_month_as_it_is_written_in_a_date():
    found = [
        str(path) for path in ROOT.glob("templates/**/*.html") if re.search(r"j F[\s\"]", path.read_text())
    ]
    assert found == [], "write the month with E, which is `listopada` where F is `listopad`"


@pytest.mark.parametrize("language", ["nl", "tr", "ar", "pl", "uk"])
def test_no_text_of_ours_takes_the_place_of_the_name_of_a_month(language):
    names = [*dates.MONTHS.values(), *dates.MONTHS_3.values(), *dates.WEEKDAYS.values()]
    with translation.override(language):
        shown = [str(name) for name in names]
    theirs = gettext.translation("django", Path(conf.__file__).parent / "locale", [language])
    with translation.override("en"):
        assert shown == [theirs.gettext(str(name)) for name in names]


def test_a_telephone_number_stays_on_one_line_and_in_order_from_right_to_left():
    whole = "085\u00a0000\u00a011\u00a000"
    with translation.override("ar"):
        assert telephone("085 000 11 00") == f"\u2066{whole}\u2069"
    assert telephone("085 000 11 00") == whole
