"""The page of usage and its downloads: what they show, and to whom."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pyarrow import parquet

from audit.models import AccessLogEntry
from monitoring_export import months
from monitoring_export.days import count_days
from monitoring_export.files import FORMS
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tenants.roles import Role
from tests.cast import signed_in
from tests.monitoring_export.conftest import give_role

PAGES = ("", "bestand/csv-nl/", "bestand/xlsx/", "bestand/json/")


def address(house, page=""):
    return f"/org/{house.organisation.slug}/gebruik/{page}"


def browser(house, name):
    return signed_in(house.staff[name].person)


@pytest.fixture
def counted(busy):
    for house in busy:
        with job_scope(house.id):
            count_days(organisation_id=house.id)
    return busy


def test_a_manager_sees_the_figures_of_this_month(counted):
    lindeborg, _ = counted

    page = browser(lindeborg, "Marieke").get(address(lindeborg)).content.decode()

    for shown in ("Gesprekken", "Berichten van mensen", "Reumatologie", "<svg", "Definitie"):
        assert shown in page
    assert "Waterkant" not in page


def test_without_figures_the_page_says_so(lindeborg):
    give_role(lindeborg, "Marieke", Role.ADMIN)

    page = browser(lindeborg, "Marieke").get(address(lindeborg)).content.decode()

    assert "Er is nog niets te tellen" in page
    assert "bestand/csv" not in page


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not(counted, page):
    lindeborg, waterkant = counted
    give_role(lindeborg, "Marieke", Role.CLINICIAN)

    assert browser(lindeborg, "Marieke").get(address(lindeborg, page)).status_code == 403
    assert browser(waterkant, "Nadia").get(address(lindeborg, page)).status_code == 404
    assert signed_in(lindeborg.patients["Alice"].person).get(address(lindeborg, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_department_of_elsewhere_is_not_there(counted, page):
    lindeborg, waterkant = counted

    answer = browser(lindeborg, "Marieke").get(
        address(lindeborg, page), {"afdeling": str(waterkant.department.id)}
    )

    assert answer.status_code == 404


WISHES = [
    "van=2026-99-01",
    "tot=x&afdeling=y",
    "tot=9999-01-01&van=9999-01-01",
    "van=0001-01-01&stap=dag",
    "cijfer=x&per=y",
]


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_that_makes_no_sense_is_this_month(counted, wish):
    lindeborg, _ = counted

    answer = browser(lindeborg, "Marieke").get(f"{address(lindeborg)}?{wish}")

    assert answer.status_code == 200


def test_a_download_holds_the_same_figures_and_is_in_the_access_log(counted):
    lindeborg, waterkant = counted
    today = timezone.localdate()

    answer = browser(lindeborg, "Marieke").get(address(lindeborg, "bestand/xlsx/"))

    first = months.shifted(months.this_month(), -11)
    name = f"gebruik-lindeborg-{first}-{today}.xlsx"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book["Cijfers"].iter_rows(values_only=True))
    found = {(row[3], row[4]): row[6] for row in rows if row[1] == f"{months.this_month()}"}
    assert found["Reumatologie", "conversations"] == found["Alles samen", "conversations"] == 3
    assert found["Alles samen", "patients"] == 2 and found["Alles samen", "messages_people"] == 6
    assert "patients" in {row[0] for row in book["Definities"].iter_rows(values_only=True)}
    with job_scope(lindeborg.id):
        entry = AccessLogEntry.objects.get(event="usage.export")
        assert (entry.action, entry.actor_id) == ("E", lindeborg.staff["Marieke"].person_id)
    with job_scope(waterkant.id):
        assert not AccessLogEntry.objects.filter(event="usage.export").exists()


def test_every_form_holds_the_same_numbers(counted):
    lindeborg, _ = counted
    client = browser(lindeborg, "Marieke")
    got = {form: client.get(address(lindeborg, f"bestand/{form}/")).content for form in FORMS}

    told = json.loads(got["json"])
    numbers = [each["number"] for each in told["figures"]]
    dutch = list(csv.DictReader(io.StringIO(got["csv-nl"].decode("utf-8-sig")), delimiter=";"))
    plain = list(csv.DictReader(io.StringIO(got["csv"].decode())))
    table = parquet.read_table(io.BytesIO(got["parquet"]))
    assert numbers and table["number"].to_pylist() == numbers
    assert [float(row["number"]) for row in plain] == numbers
    assert [float(row["aantal"].replace(",", ".")) for row in dutch] == numbers
    assert {each["figure"] for each in told["definitions"]} == {each["figure"] for each in told["figures"]}


def test_a_form_that_is_not_known_is_not_there(counted):
    lindeborg, _ = counted

    assert browser(lindeborg, "Marieke").get(address(lindeborg, "bestand/exe/")).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_more_departments_cost_no_more_statements(counted, page):
    lindeborg, _ = counted
    client = browser(lindeborg, "Marieke")
    client.get(address(lindeborg, page))
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(address(lindeborg, page))
    with job_scope(lindeborg.id):
        for number in range(3):
            Department.objects.create(name=f"Afdeling {number}", code=str(number), phone="085 000 00 00")

    with CaptureQueriesContext(connection) as after:
        client.get(address(lindeborg, page))

    assert len(after) == len(before)
