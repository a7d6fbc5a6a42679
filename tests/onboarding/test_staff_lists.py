"""Colleagues are invited with a list: each line that is not right is named, and nobody is invited before."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from onboarding.sheet import Problem, Unreadable, read
from onboarding.staff_list import LAYOUT
from rowsecurity.scopes import job_scope
from tenants.models import Department, Membership, StaffInvitation
from tenants.roles import Role
from tests import cast
from tests.onboarding.test_lists import work

HEADING = "e-mailadres;voornaam;achternaam;functie;rol;afdeling"
GOOD = "vera@example.org;Vera;Kok;verpleegkundige;zorgverlener;Reumatologie"
PAGE = "/org/lindeborg/medewerkers/lijst/"


@pytest.fixture
def admin(lindeborg) -> Client:
    person = cast.make_person("Ingrid")
    with job_scope(lindeborg.id):
        cast.make_member(person, department=lindeborg.department, roles=[Role.ADMIN])
    return cast.signed_in(person)


def bring(admin: Client, *lines: str, encoding: str = "utf-8") -> str:
    file = SimpleUploadedFile("lijst.csv", "\n".join([HEADING, *lines, ""]).encode(encoding))
    answer = admin.post(PAGE, {"file": file})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def invited(house) -> dict[str, StaffInvitation]:
    with job_scope(house.id):
        return {each.email: each for each in StaffInvitation.objects.filter(withdrawn_at=None)}


def problem(line: str) -> str:
    return read(f"{HEADING}\n{line}\n".encode(), LAYOUT).lines[0].problem


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (GOOD, ""),
        (GOOD.replace("zorgverlener", "Balie + Manager"), ""),
        (GOOD.replace("zorgverlener", "directeur"), Problem.BAD_ROLE),
        (GOOD.replace("zorgverlener", ""), Problem.BAD_ROLE),
        (GOOD.replace("verpleegkundige", ""), Problem.NO_FUNCTION),
        (GOOD.replace("@", " at "), Problem.BAD_EMAIL),
        (GOOD.replace("Kok", ""), Problem.NO_NAME),
        (GOOD.replace("Kok", "=1+1"), Problem.FORMULA),
        (f"{GOOD};x", Problem.FIELDS),
        (GOOD.replace("Kok", "K" * 81), Problem.FIELD_TOO_LONG),
    ],
    ids=str,
)
def test_a_line_says_what_is_wrong_with_it(line, expected):
    assert problem(line) == expected


def test_a_wrong_column_is_named():
    with pytest.raises(Unreadable) as found:
        read(f"{HEADING.replace('rol', 'bsn')}\n{GOOD}\n".encode(), LAYOUT)
    assert (found.value.problem, found.value.about) == (Problem.UNKNOWN_COLUMN, "bsn")


def test_nobody_is_invited_before_an_admin_agrees(lindeborg, admin, post):
    page = bring(
        admin,
        GOOD,
        "Vera@example.org;Vera;Kok;arts;zorgverlener;",
        "piet@example.org;Piet;Kok;arts;zorgverlener;Zolder",
        "joost@example.org;Joost;Kok;arts;koning;Reumatologie",
        "zoe@example.org;Zoë;Kok;balie;balie,helpdesk;REU",
        encoding="cp1252",
    )
    assert "wordt nagekeken" in admin.get(page).text
    work(lindeborg)

    shown = admin.get(page).text
    for words in ("twee keer in de lijst", "afdeling is hier niet bekend", "rol ontbreekt of is niet bekend"):
        assert words in shown
    assert "2 collega’s uit" in shown and "Windows-1252" in shown and invited(lindeborg) == {}

    assert admin.post(f"{page}akkoord/").status_code == 302
    work(lindeborg)
    work(lindeborg)
    there = invited(lindeborg)
    assert set(there) == {"vera@example.org", "zoe@example.org"}
    assert there["zoe@example.org"].roles == ["desk", "helpdesk"]
    assert there["zoe@example.org"].departments == [lindeborg.department.id]
    assert Client().get(post.link()).status_code == 200
    assert admin.post(f"{page}akkoord/").status_code == 409


def test_who_was_invited_or_works_here_is_said(lindeborg, admin):
    page = bring(admin, GOOD)
    work(lindeborg)
    admin.post(f"{page}akkoord/")
    work(lindeborg)
    again = bring(admin, GOOD)
    work(lindeborg)
    assert "al uitgenodigd" in admin.get(again).text
    with job_scope(lindeborg.id):
        StaffInvitation.objects.update(membership=lindeborg.staff["Marieke"])
    third = bring(admin, GOOD)
    work(lindeborg)
    assert "werkt hier al iemand" in admin.get(third).text


def test_a_department_that_went_meanwhile_is_told_and_the_rest_goes_on(lindeborg, admin):
    with job_scope(lindeborg.id):
        Department.objects.create(name="Zolder", code="ZOL", phone="030 123 45 67")
    page = bring(admin, GOOD, "piet@example.org;Piet;Kok;arts;zorgverlener;Zolder")
    work(lindeborg)
    with job_scope(lindeborg.id):
        Department.objects.filter(code="ZOL").update(removed_at=timezone.now())
    admin.post(f"{page}akkoord/")
    work(lindeborg)
    assert set(invited(lindeborg)) == {"vera@example.org"}
    assert "afdeling is hier niet bekend" in admin.get(f"{page}?toon=failed").text


def test_who_may_invite_patients_sees_and_agrees_to_no_list_of_colleagues(lindeborg, admin):
    page = bring(admin, GOOD)
    work(lindeborg)
    desk = cast.signed_in(lindeborg.staff["Marieke"].person)
    there = page.replace("/medewerkers/", "/uitnodigen/")
    assert [desk.get(page).status_code, desk.post(f"{page}akkoord/").status_code] == [403, 403]
    assert [desk.get(there).status_code, desk.post(f"{there}akkoord/").status_code] == [404, 404]
    assert invited(lindeborg) == {}


def test_what_was_not_done_comes_back_as_a_list_to_mend(lindeborg, admin):
    page = bring(admin, GOOD.replace("Kok", "=1+1"), GOOD.replace("zorgverlener", "koning"))
    work(lindeborg)
    text = admin.get(f"{page}niet-gedaan.csv").content.decode("utf-8-sig")
    assert "'=1+1" in text and text.count("\n") == 3 and text.startswith('"e-mailadres"')
    again = SimpleUploadedFile("lijst.csv", text.replace("'=1+1", "Kok").replace("koning", "balie").encode())
    answer = admin.post(PAGE, {"file": again})
    work(lindeborg)
    assert "1 collega uit" in admin.get(answer.headers["Location"]).text


def test_the_example_can_be_brought_as_it_is(lindeborg, admin):
    file = SimpleUploadedFile("voorbeeld.csv", admin.get(f"{PAGE}voorbeeld.csv").content)
    page = admin.post(PAGE, {"file": file}).headers["Location"]
    work(lindeborg)
    assert "2 collega’s uit" in admin.get(page).text
    assert admin.post(f"{page}weg/").status_code == 302
    assert "niemand uitgenodigd" in admin.get(page).text


def other_admin(house) -> tuple[Client, Membership]:
    person = cast.make_person("Joris")
    with job_scope(house.id):
        member = cast.make_member(person, department=house.department, roles=[Role.ADMIN])
    return cast.signed_in(person), member


def test_who_agreed_invites_and_not_who_brought_it(lindeborg, admin):
    page = bring(admin, GOOD)
    work(lindeborg)
    browser, joris = other_admin(lindeborg)
    browser.post(f"{page}akkoord/")
    work(lindeborg)
    assert invited(lindeborg)["vera@example.org"].invited_by_id == joris.id


@pytest.mark.parametrize(
    "lost", [{"ended_at": timezone.now()}, {"roles": [Role.CLINICIAN]}], ids=["ended", "no admin"]
)
def test_a_list_stops_when_who_agreed_may_not_any_more(lindeborg, admin, lost):
    page = bring(admin, GOOD)
    work(lindeborg)
    browser, joris = other_admin(lindeborg)
    browser.post(f"{page}akkoord/")
    with job_scope(lindeborg.id):
        Membership.objects.filter(id=joris.id).update(**lost)
    work(lindeborg)

    shown = admin.get(page).text
    assert "Gestopt: wie met deze lijst akkoord ging" in shown and invited(lindeborg) == {}
    assert "vera@example.org" in admin.get(f"{page}niet-gedaan.csv").content.decode("utf-8-sig")
    assert admin.post(f"{page}akkoord/").status_code == admin.post(f"{page}weg/").status_code == 409
