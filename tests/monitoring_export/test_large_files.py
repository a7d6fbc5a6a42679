"""A file with many lines is made by a worker in parts, kept for some days, and given to who asked."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pyarrow import parquet

from audit.models import AccessLogEntry
from downloads import making
from downloads.models import Download, DownloadPiece
from monitoring_export.models import UsageFigure
from rowsecurity.scopes import job_scope, organisation_scope
from tenants.models import Department
from tenants.roles import Role
from tests.cast import make_member, make_person, signed_in
from tests.monitoring_export.conftest import count, give_role, talk

PAGE = "/org/lindeborg/gebruik/bestanden/"
# More than three years of days: more lines than are read at once.
LONG = f"{PAGE}?van={timezone.localdate() - timedelta(days=1100)}&stap=dag&per=afdeling"


@pytest.fixture
def counted(busy):
    count(busy[0])
    return busy[0]


def ask(house, form="csv", address=LONG, name="Marieke"):
    return signed_in(house.staff[name].person).post(address, {"form": form})


def only(house):
    with job_scope(house.id):
        return Download.objects.get()


def content(house):
    answer = signed_in(house.staff["Marieke"].person).get(f"{PAGE}{only(house).id}/")
    assert answer.status_code == 200
    return answer


def unpacked(answer):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 1
        return archive.read(archive.namelist()[0]).decode()


def told(house, figure):
    with job_scope(house.id):
        return sum(row.number for row in UsageFigure.objects.filter(span="d", key=figure))


def test_it_is_made_in_parts_with_progress_and_then_saved(counted):
    client = signed_in(counted.staff["Marieke"].person)
    assert ask(counted).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Wordt gemaakt" in page and "making" in page
    assert only(counted).total > 1

    assert making.make_due() == 1

    page = client.get(PAGE).content.decode()
    assert "Opslaan" in page or "Bewaren" in page
    assert only(counted).done == only(counted).total
    rows = list(csv.DictReader(io.StringIO(unpacked(content(counted)))))
    whole = [row for row in rows if row["figure"] == "messages_people" and row["group"] == "Alles samen"]
    assert sum(int(row["number"]) for row in whole) == told(counted, "messages_people") > 0
    with organisation_scope(counted.id, counted.staff["Marieke"].person_id):
        events = [each.event for each in AccessLogEntry.objects.filter(event__startswith="usage.")]
    assert sorted(events) == ["usage.asked", "usage.export"]


@pytest.mark.parametrize("form", ["xlsx", "json", "parquet", "csv-nl"])
def test_every_form_is_read_by_its_own_reader(counted, form):
    ask(counted, form)
    making.make_due()
    answer = content(counted)

    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        numbers = [row[6] for row in rows if row[4] == "messages_people" and row[3] == "Alles samen"]
        assert len(book.worksheets) == 2
    elif form == "parquet":
        table = parquet.read_table(io.BytesIO(answer.content)).to_pylist()
        numbers = [
            row["number"]
            for row in table
            if row["figure"] == "messages_people" and row["group"] == "Alles samen"
        ]
        assert b"definitions" in parquet.read_metadata(io.BytesIO(answer.content)).metadata
    elif form == "json":
        made = json.loads(unpacked(answer))
        numbers = [
            row["number"]
            for row in made["figures"]
            if row["figure"] == "messages_people" and row["group"] == "Alles samen"
        ]
        assert {each["figure"] for each in made["definitions"]} == {
            each["figure"] for each in made["figures"]
        }
    else:
        rows = list(csv.reader(io.StringIO(unpacked(answer).lstrip("\ufeff")), delimiter=";"))
        numbers = [int(row[6]) for row in rows if row[4] == "messages_people" and row[3] == "Alles samen"]
    assert sum(numbers) == told(counted, "messages_people")


def test_no_formula_gets_out(counted):
    with job_scope(counted.id):
        Department.objects.filter(id=counted.department.id).update(name="=HYPERLINK(1)")
    ask(counted)
    making.make_due()

    rows = list(csv.DictReader(io.StringIO(unpacked(content(counted)))))
    assert {row["group"] for row in rows} == {"Alles samen", "Zonder afdeling", "'=HYPERLINK(1)"}


def test_it_is_of_who_asked_and_as_long_as_they_may(counted, waterkant):
    ask(counted)
    making.make_due()
    path = f"{PAGE}{only(counted).id}/"
    joost = make_person("Joost")
    with job_scope(counted.id):
        make_member(joost, department=counted.department, roles=[Role.MANAGER])

    assert signed_in(joost).get(path).status_code == 404
    assert signed_in(waterkant.staff["Nadia"].person).get(path).status_code in (403, 404)
    assert "Wordt gemaakt" not in signed_in(joost).get(PAGE).content.decode()

    give_role(counted, "Marieke", Role.CLINICIAN)
    assert signed_in(counted.staff["Marieke"].person).get(path).status_code == 403


def test_the_team_reaches_no_copy_of_a_conversation(counted):
    alice = counted.patients["Alice"]
    signed_in(alice.person).post("/mijn/downloaden/", {"van": [alice.id], "form": "fhir"})
    making.make_due()
    ask(counted)

    with organisation_scope(counted.id, counted.staff["Marieke"].person_id):
        assert [each.kind for each in Download._base_manager.all()] == ["usage"]
        assert DownloadPiece._base_manager.count() == 0
    own = signed_in(alice.person).get("/mijn/downloaden/").content.decode()
    assert own.count('class="list__item download"') == 1


def test_it_goes_away_by_hand_or_after_a_week(counted):
    client = signed_in(counted.staff["Marieke"].person)
    ask(counted)
    assert client.post(f"{PAGE}{only(counted).id}/weg/").status_code == 302
    with job_scope(counted.id):
        assert not Download.objects.exists()

    ask(counted)
    making.make_due()
    with job_scope(counted.id):
        assert Download.objects.get().expires_at > timezone.now() + timedelta(days=6)
        Download.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"{PAGE}{only(counted).id}/").status_code == 404
    making.remove_old()
    with job_scope(counted.id):
        assert not Download.objects.exists() and not DownloadPiece.objects.exists()


def test_more_than_a_million_lines_are_refused_and_a_large_one_is_not_made_at_once(counted):
    with job_scope(counted.id):
        for number in range(10):
            Department.objects.create(name=f"Poli {number}", code=f"P{number}", phone="085 000 12 00")
    client = signed_in(counted.staff["Marieke"].person)
    years = "?van=2001-01-01&stap=dag&per=afdeling"

    assert client.post(PAGE + years, {"form": "csv"}).status_code == 409
    assert client.get(f"/org/lindeborg/gebruik/bestand/csv/{years}").status_code == 409
    assert client.post(PAGE, {"form": "exe"}).status_code == 404
    with job_scope(counted.id):
        assert not Download.objects.exists()


def test_a_new_message_is_in_the_next_file_only(counted):
    ask(counted)
    making.make_due()
    before = unpacked(content(counted))
    talk(counted, "Bob")
    count(counted)

    assert unpacked(content(counted)) == before


def test_more_files_cost_no_more_statements(counted):
    ask(counted)
    client = signed_in(counted.staff["Marieke"].person)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as before:
        client.get(PAGE)
    for form in ("json", "xlsx"):
        ask(counted, form)

    with CaptureQueriesContext(connection) as after:
        client.get(PAGE)

    with job_scope(counted.id):
        assert Download.objects.count() == 3
    assert len(after) == len(before)
