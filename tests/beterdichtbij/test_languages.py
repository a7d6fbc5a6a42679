"""The language of a browser, and of a person on every device."""

from __future__ import annotations

from people.models import Person
from rowsecurity.scopes import person_scope
from tests.cast import signed_in


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
