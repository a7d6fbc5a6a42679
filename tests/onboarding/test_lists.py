"""A list is checked, shown, agreed and imported; nothing happens before that, and everything once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onboarding.models import InvitationList, ListLine
from onboarding.tasks import let_in
from people.models import Invitation, Patient
from rowsecurity.scopes import job_scope
from tests import cast
from tests.onboarding.test_csv_list import HEADING

LIST = f"""{HEADING}
500;Dora;Smit;2-2-1940;dora@example.org;0612345670
501;=1+1;Smit;2-2-1940;eva@example.org;0612345670
0;Alice;Jansen;14-3-1958;alice@example.org;0612345670
77;Carla;Jansen;15-3-1958;carla@example.org;0612345670
502;Frits;Smit;2-2-1941;frits@example.org;06 12
"""


@pytest.fixture
def desk(lindeborg) -> Client:
    return cast.signed_in(lindeborg.staff["Marieke"].person)


def bring(desk, text: str = LIST, encoding: str = "utf-8") -> str:
    file = SimpleUploadedFile("lijst.csv", text.encode(encoding))
    answer = desk.post("/org/lindeborg/uitnodigen/lijst/", {"file": file})
    assert answer.status_code == 302
    return answer.headers["Location"]


def work(house) -> None:
    """What the poke does; once to check, and again for each stretch."""
    from onboarding.actions import lists

    with job_scope(house.id):
        found = lists.in_hand()
    for list_id, state in found:
        with job_scope(house.id):
            if state == "checking":
                lists.check(list_id=list_id)
        while state == "running":
            with job_scope(house.id):
                if not lists.go_on(list_id=list_id):
                    break


def invited(house) -> set[str]:
    with job_scope(house.id):
        return set(Invitation.objects.values_list("patient__number", flat=True))


def test_nothing_is_imported_before_somebody_agrees(lindeborg, carla, desk, post):
    page = bring(desk)
    assert "wordt nagekeken" in desk.get(page).text
    work(lindeborg)

    shown = desk.get(page).text
    for words in ("formule", "heeft al een account", "andere geboortedatum", "mobiele nummer ontbreekt"):
        assert words in shown
    assert "1 patiënt uit" in shown and invited(lindeborg) == set()

    assert desk.post(f"{page}akkoord/").status_code == 302
    work(lindeborg)
    work(lindeborg)
    assert invited(lindeborg) == {"500"}
    assert "1 regels" in desk.get(page).text
    assert Client().get(post.link()).status_code == 200
    assert desk.post(f"{page}akkoord/").status_code == 409
    assert desk.post(f"{page}weg/").status_code == 409


def test_what_was_not_done_comes_back_as_a_list_without_formulas(lindeborg, carla, desk):
    page = bring(desk)
    work(lindeborg)
    text = desk.get(f"{page}niet-gedaan.csv").content.decode("utf-8-sig")
    assert "'=1+1" in text and ';"=1+1' not in text and text.count("\n") == 5
    again = bring(desk, text.replace("'=1+1", "Eva"))
    work(lindeborg)
    assert "1 patiënt uit" in desk.get(again).text


def test_a_list_in_windows_1252_is_read_and_said(lindeborg, desk):
    page = bring(desk, LIST.replace("Dora", "Zoë"), "cp1252")
    work(lindeborg)
    shown = desk.get(f"{page}?toon=good").text
    assert "Windows-1252" in shown and "Zoë" in shown


def test_a_list_that_cannot_be_read_says_which_columns(lindeborg, desk):
    page = bring(desk, "bsn;naam\n1;Anna\n")
    work(lindeborg)
    shown = desk.get(page).text
    assert "bsn, naam" in shown and "Er is niets geïmporteerd" in shown and "voorbeeld.csv" in shown
    with job_scope(lindeborg.id):
        assert InvitationList.objects.get().content is None


def test_a_list_that_was_dropped_leaves_nothing(lindeborg, desk):
    page = bring(desk)
    work(lindeborg)
    assert desk.post(f"{page}weg/").status_code == 302
    with job_scope(lindeborg.id):
        assert ListLine.objects.count() == 0


def test_the_words_of_a_list_stand_nowhere_in_the_clear(lindeborg, desk):
    bring(desk)
    work(lindeborg)
    with job_scope(lindeborg.id):
        assert not any(b"Dora" in bytes(line.content) for line in ListLine.objects.all())


def test_ten_thousand_lines_are_imported_a_stretch_at_a_time(lindeborg, desk):
    lines = [f"L{n};A;B;2-2-1940;p{n}@example.org;0612345670" for n in range(450)]
    page = bring(desk, "\n".join([HEADING, *lines]))
    work(lindeborg)
    desk.post(f"{page}akkoord/")
    from onboarding.actions import lists

    with job_scope(lindeborg.id):
        (found,) = lists.in_hand()
        assert lists.go_on(list_id=found[0])
        assert ListLine.objects.filter(state="done").count() == lists.STRETCH
    assert "200 van 450" in desk.get(page).text
    let_in(organisation_id=str(lindeborg.id))  # goes on with what a worker left
    work(lindeborg)
    assert len(invited(lindeborg)) == 450


def test_somebody_who_came_in_meanwhile_is_told_and_the_rest_goes_on(lindeborg, carla, desk):
    page = bring(desk, f"{LIST}503;Gerda;Smit;2-2-1942;gerda@example.org;0612345670\n")
    work(lindeborg)
    person = cast.make_person("Dora")
    with job_scope(lindeborg.id):
        Patient.objects.create(
            number="500", given_name="Dora", family_name="Smit", birth_date="1940-02-02", person=person
        )
    desk.post(f"{page}akkoord/")
    work(lindeborg)
    assert invited(lindeborg) == {"503"}
    assert "heeft al een account" in desk.get(f"{page}?toon=failed").text


def test_nobody_of_elsewhere_sees_a_list(lindeborg, waterkant, desk):
    page = bring(desk)
    work(lindeborg)
    browser = cast.signed_in(waterkant.staff["Nadia"].person)
    there = page.replace("lindeborg", "waterkant")
    answers = [browser.get(there), browser.post(f"{there}akkoord/"), browser.get(f"{there}niet-gedaan.csv")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_file_that_is_too_large_is_refused_at_once(lindeborg, desk):
    file = SimpleUploadedFile("lijst.csv", b"x" * 5_000_001)
    answer = desk.post("/org/lindeborg/uitnodigen/lijst/", {"file": file})
    assert answer.status_code == 422 and "5 MB" in answer.text
