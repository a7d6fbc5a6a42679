"""A copy of everything: nothing is forgotten, all is opened, only an admin of the organisation gets it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B import get_fhir_model_class

from audit.models import AccessLogEntry
from files import store
from files.models import StoredFile
from keeping import making
from keeping.everything import opening, rows
from keeping.models import Everything
from people.models import Patient
from people.sessions import SessionStore
from questionnaires.models import QuestionnaireRequest
from questionnaires.queries import draft
from rowsecurity.scopes import job_scope
from tenants.roles import Role
from tests import cast
from tests.conversations.stage import asked
from tests.files.conftest import store_folder  # noqa: F401
from tests.files.corpus import jpeg
from tests.files.stage import adding, streamed
from tests.questionnaires.lists import asked as filled_in
from tests.video.stage import planned
from tests.video.test_bad_days import invited
from video.models import KeptVisit

ACCOUNT_OF_A_GUEST = "video.KeptVisit.person"
PAGE = "/org/lindeborg/organisatie/alles/"


@pytest.fixture
def ingrid(lindeborg):
    person = cast.make_person("Ingrid")
    with job_scope(lindeborg.id):
        cast.make_member(person, department=lindeborg.department, roles=[Role.ADMIN])
    return person


@pytest.fixture
def admin(ingrid):
    return cast.signed_in(ingrid)


def only(house) -> Everything:
    with job_scope(house.id):
        return Everything.objects.get()


def wanted(admin, house, *, second=None) -> None:
    """A copy that was asked for, and agreed to: by a second admin, or by who is the only one."""
    assert admin.post(PAGE).status_code == 302
    with job_scope(house.id):
        copy = Everything.objects.get(state="asked")
    (second or admin).post(f"{PAGE}{copy.id}/besluit/", {"doe": "akkoord"})


def fetched(admin, house) -> zipfile.ZipFile:
    answer = admin.get(f"{PAGE}{only(house).id}/bestand/")
    assert answer.status_code == 200
    content = streamed(answer)
    assert len(content) == int(answer.headers["Content-Length"])
    return zipfile.ZipFile(io.BytesIO(content))


def lines(archive: zipfile.ZipFile, name: str) -> list[dict]:
    return [json.loads(line) for line in archive.read(name).splitlines()]


def tables_of(archive: zipfile.ZipFile) -> dict[str, dict]:
    return {each["name"]: each for each in json.loads(archive.read("manifest.json"))["tables"]}


def test_every_column_of_bytes_is_opened_told_or_left_out_with_a_reason():
    known = {*opening.OPENED, *opening.AS_BYTES, *opening.COLUMNS_LEFT_OUT} - {ACCOUNT_OF_A_GUEST}
    there = {
        f"{model._meta.label}.{field.name}"
        for model in rows.models_in_copy()
        for field in model._meta.local_fields
        if isinstance(field, models.BinaryField)
    }
    assert there == known
    assert set(opening.TABLES_LEFT_OUT) <= {model._meta.label for model in rows.tenant_models()}


def test_a_copy_lists_every_table_and_opens_what_is_sealed(lindeborg, waterkant, admin):
    conversation = asked(lindeborg, text="Mag ik nuchter komen?")
    asked(waterkant, "Mallory", text="Van een ander")
    wanted(admin, lindeborg)
    assert "wordt gemaakt" in admin.get(PAGE).text

    assert making.make_due() == 1

    archive = fetched(admin, lindeborg)
    manifest = json.loads(archive.read("manifest.json"))
    tables = {each["name"]: each for each in manifest["tables"]}
    assert set(tables) == {model._meta.label for model in rows.tenant_models()}
    assert all(("left_out" in each) != ("file" in each) for each in tables.values())
    assert set(archive.namelist()) >= {each["file"] for each in tables.values() if "file" in each}
    messages = lines(archive, "tables/conversations.Message.ndjson")
    assert tables["conversations.Message"]["rows"] == len(messages)
    assert "Mag ik nuchter komen?" in {each["body"] for each in messages}
    told = [column["name"] for column in tables["conversations.Message"]["columns"]]
    assert sorted(told) == sorted(messages[0])
    (head,) = lines(archive, "tables/conversations.Conversation.ndjson")
    assert (head["id"], head["subject"]) == (str(conversation.id), "Prikken")
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Van een ander" not in whole and b"Mallory" not in whole
    assert "waterkant" not in json.dumps(manifest)


def test_what_has_a_form_in_fhir_is_valid_there(lindeborg, admin):
    asked(lindeborg, text="Mag ik nuchter komen?")
    wanted(admin, lindeborg)
    making.make_due()

    archive = fetched(admin, lindeborg)
    names = [name for name in archive.namelist() if name.startswith("fhir/")]
    found = [resource for name in names for resource in lines(archive, name)]
    for resource in found:
        get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource))
    assert {each["resourceType"] for each in found} >= {"Patient", "Communication"}
    said = [each["payload"][0]["contentString"] for each in found if each.get("partOf")]
    assert "Mag ik nuchter komen?" in said


def test_files_are_in_it_opened_and_one_that_is_lost_is_named(lindeborg, admin):
    stage = adding(lindeborg)
    kept, lost = (stage.add(jpeg())["id"] for _each in range(2))
    stage.send(kept, lost, text="Zo ziet het eruit.")
    wanted(admin, lindeborg)
    with job_scope(lindeborg.id):
        store.discard(StoredFile.objects.get(id=lost), store.FULL)
    making.make_due()

    archive = fetched(admin, lindeborg)
    names = [name for name in archive.namelist() if name.startswith("files/")]
    assert [name.startswith(f"files/{kept}-") for name in names] == [True]
    assert archive.read(names[0]).startswith(b"\xff\xd8") and archive.testzip() is None
    assert json.loads(archive.read("manifest.json"))["files_that_could_not_be_read"] == [lost]


def test_what_a_patient_did_not_send_is_not_in_it_and_that_is_told(lindeborg, admin):
    request = filled_in(lindeborg)
    alice = cast.signed_in(lindeborg.patients["Alice"].person)
    for number, answer in enumerate(({"keuze": "ja"}, {"keuze": "1"}, {"antwoord": "Half af"}), start=1):
        alice.post(reverse("questionnaires:question", args=[request.id, number]), answer)
    with job_scope(lindeborg.id):
        assert "Half af" in str(draft(QuestionnaireRequest.objects.get()))
    stage = adding(lindeborg)
    sent, unsent = stage.add(jpeg(), "mee.jpg")["id"], stage.add(jpeg(), "niet-mee.jpg")["id"]
    stage.send(sent, text="Zo ziet het eruit.")
    wanted(admin, lindeborg)
    making.make_due()

    archive = fetched(admin, lindeborg)
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Half af" not in whole and b"niet-mee" not in whole and unsent.encode() not in whole
    assert [each["id"] for each in lines(archive, "tables/files.StoredFile.ndjson")] == [sent]
    assert [name for name in archive.namelist() if unsent in name] == []
    assert "draft" not in lines(archive, "tables/questionnaires.QuestionnaireRequest.ndjson")[0]
    told = tables_of(archive)
    assert "not sent" in told["files.StoredFile"]["rows_left_out"]
    columns = told["questionnaires.QuestionnaireRequest"]["columns_left_out"]
    assert "not sent" in columns["draft_sealed"]


def test_who_was_a_guest_keeps_their_account_for_themselves(lindeborg, admin):
    visit, now = planned(lindeborg), timezone.now()
    guest_id, _token = invited(lindeborg, visit)
    bram = cast.make_person("Bram")
    with job_scope(lindeborg.id):
        KeptVisit.objects.create(
            guest_id=guest_id, person=bram, relation="other", started_at=now, ended_at=now
        )
    wanted(admin, lindeborg)
    making.make_due()

    archive = fetched(admin, lindeborg)
    (row,) = lines(archive, "tables/video.KeptVisit.ndjson")
    assert row["guest_id"] == str(guest_id) and "person_id" not in row
    assert str(bram.id).encode() not in b"".join(archive.read(name) for name in archive.namelist())
    assert set(tables_of(archive)["video.KeptVisit"]["columns_left_out"]) == {"person"}


def test_what_is_kept_is_sealed(lindeborg, admin, store_folder):  # noqa: F811
    asked(lindeborg, text="Mag ik nuchter komen?")
    wanted(admin, lindeborg)
    making.make_due()

    (path,) = store_folder.rglob("*.everything")
    content = path.read_bytes()
    assert b"manifest.json" not in content and b"PK\x03\x04" not in content[:64]


def test_rows_are_read_in_stretches_each_once(lindeborg, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    with job_scope(lindeborg.id):
        for number in range(5):
            cast.make_patient(f"P{number}", number=f"n{number}")
    found = [line for told in rows.batches(lindeborg.id, Patient, rows.as_lines) for line in told]
    assert len(found) == len({json.loads(line)["id"] for line in found}) == 7


def test_only_an_admin_of_the_organisation_gets_it_after_a_second_factor(lindeborg, waterkant, ingrid, admin):
    wanted(admin, lindeborg)
    making.make_due()
    address = f"{PAGE}{only(lindeborg).id}/bestand/"

    assert cast.signed_in(lindeborg.staff["Marieke"].person).get(address).status_code == 403
    assert cast.signed_in(waterkant.staff["Nadia"].person).get(address).status_code == 404
    elsewhere = cast.make_person("Olga")
    with job_scope(waterkant.id):
        cast.make_member(elsewhere, department=waterkant.department, roles=[Role.ADMIN])
    there = address.replace("lindeborg", "waterkant")
    assert cast.signed_in(elsewhere).get(there).status_code == 404
    session = SessionStore(admin.cookies["session"].value)
    session["verified_at"] = 0
    session.save()
    answer = admin.get(address)
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/inloggen/bevestigen/")
    assert "Bevestig dat u het bent" in admin.get(PAGE).text
    with job_scope(lindeborg.id):
        log = AccessLogEntry.objects.filter(object_type="everything").values_list("event", flat=True)
        assert sorted(log) == ["everything.agreed", "everything.asked", "everything.made"]


def test_asking_and_taking_along_stand_in_the_log_and_there_is_one_at_a_time(lindeborg, admin):
    wanted(admin, lindeborg)
    again = admin.post(PAGE)
    assert again.status_code == 409 and "Er is al een kopie" in again.text
    unready = admin.get(f"{PAGE}{only(lindeborg).id}/bestand/")
    assert unready.status_code == 409 and "nog niet klaar" in unready.text
    making.make_due()
    fetched(admin, lindeborg)
    with job_scope(lindeborg.id):
        log = AccessLogEntry.objects.filter(object_type="everything").values_list("event", "action")
        assert sorted(log) == [
            ("everything.agreed", "U"),
            ("everything.asked", "C"),
            ("everything.made", "E"),
            ("everything.read", "E"),
        ]


def test_it_goes_away_by_itself_and_when_it_is_thrown_away(lindeborg, admin, store_folder):  # noqa: F811
    for ends in (lambda: admin.post(f"{PAGE}{only(lindeborg).id}/weg/"), lambda: _make_old(lindeborg)):
        wanted(admin, lindeborg)
        making.make_due()
        assert list(store_folder.rglob("*.everything"))
        ends()
        making.remove_old()
        assert not list(store_folder.rglob("*.everything"))
        with job_scope(lindeborg.id):
            assert not Everything.objects.exists()


def test_one_that_was_thrown_away_while_it_was_made_leaves_nothing(lindeborg, admin, store_folder):  # noqa: F811
    wanted(admin, lindeborg)
    (ours,) = [making._claim()]
    admin.post(f"{PAGE}{only(lindeborg).id}/weg/")

    with pytest.raises(making.Lost):
        making.make(ours)

    making.remove_old()
    assert not list(store_folder.rglob("*.everything"))


def _make_old(house) -> None:
    with job_scope(house.id):
        Everything.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
