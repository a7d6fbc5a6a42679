"""The page of usage and its downloads: what they show, and to whom."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AccessLogEntry
from monitoring_export import months
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tenants.roles import Role
from tests.cast import signed_in
from tests.monitoring_export.conftest import count, give_role

PAGES = ("", "gebruik.csv", "gebruik.xlsx")


def address(house, page=""):
    return f"/org/{house.organisation.slug}/gebruik/{page}"


def browser(house, name):
    return signed_in(house.staff[name].person)


@pytest.fixture
def counted(busy):
    for house in busy:
        count(house)
    return busy


def test_a_manager_sees_the_figures_of_this_month(counted):
    lindeborg, _ = counted

    page = browser(lindeborg, "Marieke").get(address(lindeborg)).content.decode()

    for shown in ("Gesprekken", "Berichten van mensen", "Reumatologie", "<svg", "Zonder afdeling"):
        assert shown in page
    assert "Waterkant" not in page


def test_without_figures_the_page_says_so(lindeborg):
    give_role(lindeborg, "Marieke", Role.ADMIN)

    page = browser(lindeborg, "Marieke").get(address(lindeborg)).content.decode()

    assert "Er is nog niets te tellen" in page
    assert "gebruik.csv" not in page


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


@pytest.mark.parametrize("wish", ["maand=2026-99", "maand=x&afdeling=y", "maand=9999-01", "maand=0001-01"])
def test_a_wish_that_makes_no_sense_is_this_month(counted, wish):
    lindeborg, _ = counted

    answer = browser(lindeborg, "Marieke").get(f"{address(lindeborg)}?{wish}")

    assert answer.status_code == 200


def test_a_download_holds_the_same_figures_and_is_in_the_access_log(counted):
    lindeborg, waterkant = counted
    month = months.this_month()

    answer = browser(lindeborg, "Marieke").get(address(lindeborg, "gebruik.xlsx"))

    name = f"gebruik-lindeborg-{months.shifted(month, -11):%Y-%m}-{month:%Y-%m}.xlsx"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[-2] == (f"{month:%Y-%m}", "Reumatologie", 3, 6, 1, 2, 1, 1)
    assert rows[-1] == (f"{month:%Y-%m}", "Zonder afdeling", 0, 0, 0, 0, 1, 0)
    with job_scope(lindeborg.id):
        entry = AccessLogEntry.objects.get(event="usage.export")
        assert (entry.action, entry.actor_id) == ("E", lindeborg.staff["Marieke"].person_id)
    with job_scope(waterkant.id):
        assert not AccessLogEntry.objects.filter(event="usage.export").exists()


def test_a_csv_download_reads_as_a_table(counted):
    lindeborg, _ = counted

    answer = browser(lindeborg, "Marieke").get(address(lindeborg, "gebruik.csv"))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"maand";"afdeling";"Gesprekken"')
    assert lines[-2].endswith('"Reumatologie";3;6;1;2;1;1')


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
