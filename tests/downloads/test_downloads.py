"""Copies of one's own conversations: what is in them, who gets them, and that they go away again."""

from __future__ import annotations

import io
import logging
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle as FhirBundle
from pypdf import PdfReader

from audit.models import AccessLogEntry
from beterdichtbij.demo.past import Line, Past, bring_in
from conversations.models import Conversation
from downloads import document, making
from downloads.bundle import communications
from downloads.document import is_right_to_left
from downloads.models import Download, DownloadPiece
from people.models import Patient, Representation
from people.sessions import SessionStore
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import make_person, signed_in
from tests.conversations.stage import asked, at_work
from tests.files.conftest import store_folder  # noqa: F401
from tests.files.corpus import jpeg
from tests.files.stage import adding

PAGE = "/mijn/downloaden/"


@pytest.fixture
def alice(lindeborg):
    return signed_in(lindeborg.patients["Alice"].person)


def ask(client, *patients, form="pdf", **more):
    return client.post(PAGE, {"van": [each.id for each in patients], "form": form} | more)


def only(house, name="Alice"):
    with person_scope(house.patients[name].person_id):
        return Download.objects.get()


def read(client, download):
    answer = client.get(f"{PAGE}{download.id}/bestand/")
    assert answer.status_code == 200
    return answer


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_document_holds_what_was_written_and_nothing_of_the_team_alone(lindeborg, alice):
    conversation = asked(lindeborg, text="Mag ik nuchter komen? Crème brûlée is op.")
    signed_in(lindeborg.staff["Marieke"].person).post(
        f"/org/lindeborg/gesprekken/{conversation.id}/notities/", {"text": "Alleen voor ons"}
    )

    assert ask(alice, lindeborg.patients["Alice"]).status_code == 302
    assert "Wordt gemaakt" in alice.get(PAGE).content.decode()
    assert making.make_due() == 1

    answer = read(alice, only(lindeborg))
    text = text_of(answer.content)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="gesprekken-lindeborg-')
    assert "Mag ik nuchter komen? Crème brûlée is op." in text
    assert "Prikken" in text and "Alice Jansen" in text and "Alleen voor ons" not in text


def test_a_file_for_another_system_is_valid_fhir_and_holds_every_message(lindeborg, alice):
    conversation = asked(lindeborg)

    ask(alice, lindeborg.patients["Alice"], form="fhir")
    making.make_due()

    content = read(alice, only(lindeborg)).content
    FhirBundle.model_validate_json(content)
    found = list(communications(content))
    with at_work(lindeborg):
        messages = list(Conversation.objects.get().messages.all())
    assert found[0]["topic"]["text"] == "Prikken" and found[0]["id"] == str(conversation.id)
    assert [each["payload"][0]["contentString"] for each in found[1:]] == [each.body for each in messages]
    assert all(each["partOf"][0]["reference"] == f"urn:uuid:{conversation.id}" for each in found[1:])
    assert found[1]["sender"]["display"] == "Alice Jansen"


def test_names_and_words_of_any_script_do_not_break_the_document(lindeborg, alice, caplog):
    turkish, ukrainian = "Ağrı kesici içebilir miyim?", "Чи можна мені плавати?"
    words = [turkish, "هل يمكنني الاستحمام بعد الحقنة؟", ukrainian, "好的 👍🏽"]
    lines = [Line(timezone.now(), "patient", text, label="علي حسن") for text in words]
    with job_scope(lindeborg.id):
        patient = Patient.objects.get(id=lindeborg.patients["Alice"].id)
        bring_in(Past(uuid4(), patient, lindeborg.department, "سؤال عن الدواء", lines))

    with caplog.at_level(logging.DEBUG):
        ask(alice, lindeborg.patients["Alice"])
        making.make_due()

    text = text_of(read(alice, only(lindeborg)).content)
    assert turkish in text and ukrainian in text
    # What a font lacks is shown as a box, and never told to the log.
    assert not any(sign in caplog.text for sign in "好👍ع")
    assert [is_right_to_left(each) for each in words] == [False, True, False, False]


def test_days_and_one_conversation_narrow_it(lindeborg, alice):
    patient = lindeborg.patients["Alice"]
    with job_scope(lindeborg.id):
        old = [Line(timezone.now() - timedelta(days=400), "patient", "Van toen", label="Alice")]
        bring_in(Past(uuid4(), Patient.objects.get(id=patient.id), lindeborg.department, "Toen", old))
    conversation = asked(lindeborg, text="Van nu")
    today = timezone.localdate().isoformat()

    for more in ({"since": today}, {"gesprek": conversation.id}):
        ask(alice, patient, **more)
        making.make_due()
        download = only(lindeborg)
        text = text_of(read(alice, download).content)
        assert "Van nu" in text and "Van toen" not in text
        alice.post(f"{PAGE}{download.id}/weg/")

    assert ask(alice, patient, since="1999-01-01", until="1999-02-01").status_code == 422
    wrong = ask(alice, patient, since="2020-01-01", until="1999-02-01")
    assert wrong.status_code == 422 and "Kies een latere" in wrong.content.decode()


def test_photos_are_packed_with_it_and_found_by_name(lindeborg, alice):
    alice_adds = adding(lindeborg)
    photo = alice_adds.add(jpeg(), "arm <1>.jpg")
    alice_adds.send(photo["id"], text="Zo ziet het eruit.")
    found = alice.post("/mijn/zoeken/", {"words": "ARM"}).content.decode()
    assert "Bestand:" in found and "<mark>arm</mark>" in found

    for form, suffix, read_back in (("pdf", "pdf", text_of), ("fhir", "json", bytes.decode)):
        ask(alice, lindeborg.patients["Alice"], form=form)
        making.make_due()
        download = only(lindeborg)
        answer = read(alice, download)
        assert answer.headers["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert archive.namelist() == [f"gesprekken.{suffix}", "bijlagen/001-arm _1_.jpg"]
            assert archive.read("bijlagen/001-arm _1_.jpg").startswith(b"\xff\xd8\xff")
            copy = archive.read(f"gesprekken.{suffix}")
        assert "bijlagen/001-arm" in read_back(copy)
        if form == "fhir":
            FhirBundle.model_validate_json(copy)
        alice.post(f"{PAGE}{download.id}/weg/")


def test_nobody_else_gets_it_or_asks_for_it(lindeborg, waterkant, alice):
    asked(lindeborg)
    ask(alice, lindeborg.patients["Alice"])
    making.make_due()
    download = only(lindeborg)

    for outsider in (lindeborg.patients["Bob"], lindeborg.staff["Marieke"], waterkant.patients["Mallory"]):
        client = signed_in(outsider.person)
        assert client.get(f"{PAGE}{download.id}/bestand/").status_code == 404
        assert client.post(f"{PAGE}{download.id}/weg/").status_code == 404
        assert ask(client, lindeborg.patients["Alice"]).status_code == 422
    with job_scope(waterkant.id):
        assert not Download.objects.exists() and not DownloadPiece.objects.exists()


def relative_of(house, **more):
    rita = make_person("Rita")
    with job_scope(house.id):
        Representation.objects.create(
            patient=house.patients["Alice"],
            person=rita,
            ground="contact",
            starts_at=timezone.now() - timedelta(days=1),
            **more,
        )
    return rita


def test_a_relative_gets_what_they_reach_and_only_while_they_do(lindeborg):
    asked(lindeborg, text="Voor allebei")
    private = asked(lindeborg, text="Van mij alleen")
    with job_scope(lindeborg.id):
        Conversation.objects.filter(id=private.id).update(is_private=True)
    rita = relative_of(lindeborg)
    client = signed_in(rita)

    assert "voor Alice" in client.get(PAGE).content.decode()
    ask(client, lindeborg.patients["Alice"])
    making.make_due()
    with person_scope(rita.id):
        download = Download.objects.get()
    text = text_of(read(client, download).content)
    assert "Voor allebei" in text and "Van mij alleen" not in text

    with job_scope(lindeborg.id):
        Representation.objects.update(ends_at=timezone.now() - timedelta(hours=1))
    assert client.get(f"{PAGE}{download.id}/bestand/").status_code == 404


def test_without_a_fresh_second_factor_one_is_asked_first(lindeborg, alice):
    asked(lindeborg)
    ask(alice, lindeborg.patients["Alice"])
    making.make_due()
    download = only(lindeborg)
    stale = signed_in(lindeborg.patients["Alice"].person)
    session = SessionStore(stale.cookies["session"].value)
    session["verified_at"] = 0
    session.save()

    answer = stale.get(f"{PAGE}{download.id}/bestand/")

    assert answer.status_code == 302 and answer.url.startswith(
        "/inloggen/bevestigen/?next=%2Fmijn%2Fdownloaden"
    )
    assert "Bevestig dat u het bent" in stale.get(PAGE).content.decode()


def test_it_is_sealed_logged_and_gone_after_a_day(lindeborg, alice):
    asked(lindeborg, text="Heel bijzondere woorden")
    ask(alice, lindeborg.patients["Alice"], form="fhir")
    making.make_due()
    read(alice, only(lindeborg))

    with job_scope(lindeborg.id):
        assert b"bijzondere" not in b"".join(bytes(each.sealed) for each in DownloadPiece.objects.all())
        Download.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert alice.get(f"{PAGE}{only(lindeborg).id}/bestand/").status_code == 404
    making.remove_old()

    with job_scope(lindeborg.id):
        assert not Download.objects.exists() and not DownloadPiece.objects.exists()
        events = set(AccessLogEntry.objects.values_list("event", flat=True))
    assert {"download.asked", "download.read"} <= events


def test_a_worker_that_dies_loses_its_lease_and_another_makes_it(lindeborg, alice):
    asked(lindeborg)
    ask(alice, lindeborg.patients["Alice"])
    [dead] = making.claim()
    assert making.claim() == []
    with job_scope(lindeborg.id):
        Download.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert making.make_due() == 1
    assert only(lindeborg).is_ready and dead.attempts == 1


def test_what_fails_is_tried_again_and_then_told(lindeborg, alice, monkeypatch):
    asked(lindeborg)
    ask(alice, lindeborg.patients["Alice"])
    # The font file is away, as on a disk that is broken.
    monkeypatch.setattr(document, "FONTS", document.FONTS / "nowhere")
    for _attempt in range(making.MOST_ATTEMPTS):
        making.make_due()
        with job_scope(lindeborg.id):
            Download.objects.filter(state="leased").update(lease_until=timezone.now() - timedelta(seconds=1))

    assert "Dit is niet gelukt" in alice.get(PAGE).content.decode()
