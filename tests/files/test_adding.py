"""Adding before sending, sending with a message, and who may look; over HTTP on both sides."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from audit.models import AccessLogEntry
from conversations.models import Attachment, Message
from downloads import making
from downloads.bundle import communications
from downloads.models import Download
from files.checking import MOST_ATTEMPTS, check_due, claim
from files.forgetting import remove_forgotten
from files.limits import LARGEST_FILE, MOST_FILES
from files.models import StoredFile
from people.models import Representation
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import signed_in
from tests.conversations.stage import asked, colleague
from tests.files.corpus import encoded, jpeg, pdf, picture
from tests.files.stage import Adding, adding, at_work, stored, streamed


@pytest.fixture
def photo() -> bytes:
    return jpeg()


@pytest.fixture
def marieke(alice_adds: Adding, lindeborg) -> Adding:
    return at_work(lindeborg, alice_adds.conversation)


def last_message(house) -> Message:
    with job_scope(house.id):
        return Message.objects.exclude(kind="automatic").order_by("sent_at").last()


def attached(house) -> list[Attachment]:
    with job_scope(house.id):
        return list(Attachment.objects.select_related("file"))


def test_two_photos_go_with_a_message_in_the_order_of_adding(alice_adds, lindeborg, photo):
    first, second = (alice_adds.add(photo, name) for name in ("arm.jpg", "hand.HEIC"))

    assert alice_adds.send(second["id"], first["id"], text="Zo ziet het eruit.").status_code == 302

    message = last_message(lindeborg)
    rows = attached(lindeborg)
    assert message.body == "Zo ziet het eruit."
    assert [(row.number, row.file.name) for row in rows] == [
        (message.number, "hand.HEIC"), (message.number, "arm.jpg"),
    ]  # fmt: skip
    page = alice_adds.browser.get(alice_adds.page).content.decode()
    assert page.index("Foto: hand.HEIC") < page.index("Foto: arm.jpg") < page.index("Zo ziet het eruit.")


@pytest.mark.parametrize(("contents", "text"), [("p", "Foto"), ("pp", "2 foto’s"), ("pd", "2 bestanden")])
def test_files_alone_are_a_message(alice_adds, lindeborg, photo, contents, text):
    made = [alice_adds.add({"p": photo, "d": pdf()}[each])["id"] for each in contents]

    assert alice_adds.send(*made).status_code == 302

    assert last_message(lindeborg).body == text


def test_neither_words_nor_files_are_no_message(alice_adds):
    answer = alice_adds.send()

    assert answer.status_code == 422
    assert "Schrijf eerst iets." in answer.content.decode()


def test_sending_twice_is_sending_once_with_its_files(alice_adds, lindeborg, photo):
    made, again = alice_adds.add(photo)["id"], {"client_id": str(uuid4())}

    answers = [alice_adds.send(made, **again) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(attached(lindeborg)) == 1


def test_a_file_goes_with_one_message_only(alice_adds, photo):
    made = alice_adds.add(photo)["id"]
    alice_adds.send(made)

    answer = alice_adds.send(made, text="Nog eens")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Een bestand van dit bericht is er niet meer" in page and "Nog eens" in page


def test_what_is_not_looked_at_yet_is_not_sent_and_the_text_stays(alice_adds, photo):
    made = alice_adds.upload(photo).json()
    assert made["state"] == "checking" and made["address"] is None

    answer = alice_adds.send(made["id"], text="Kijkt u even?")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "wordt nog gecontroleerd" in page and "Kijkt u even?" in page


def test_what_was_added_is_still_there_after_a_reload_until_it_is_taken_back(
    alice_adds, lindeborg, photo, store_folder
):
    made = alice_adds.add(photo, "knie.jpg")
    assert "knie.jpg" in alice_adds.browser.get(alice_adds.page).content.decode()

    assert alice_adds.browser.delete(f"{alice_adds.api}{made['id']}/").status_code == 204

    assert "knie.jpg" not in alice_adds.browser.get(alice_adds.page).content.decode()
    assert stored(lindeborg) == [] and not [each for each in store_folder.rglob("*") if each.is_file()]


def test_the_same_upload_again_is_the_same_file(alice_adds, lindeborg, photo):
    again = str(uuid4())

    answers = [alice_adds.upload(photo, client_id=again) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert len(stored(lindeborg)) == 1


def test_an_upload_that_was_cut_off_is_begun_again(alice_adds, lindeborg, photo):
    again = str(uuid4())
    alice_adds.upload(photo[:100], client_id=again)
    with job_scope(lindeborg.id):
        StoredFile.objects.update(state=StoredFile.State.RECEIVING)

    made = alice_adds.upload(photo, client_id=again)

    check_due()
    assert made.status_code == 201
    assert alice_adds.browser.get(f"{alice_adds.api}{made.json()['id']}/").json()["state"] == "ready"


def test_without_script_a_form_adds_and_takes_back(alice_adds, lindeborg, photo):
    chosen = [SimpleUploadedFile(name, photo, "image/jpeg") for name in ("a.jpg", "b.jpg")]

    assert alice_adds.browser.post(f"{alice_adds.page}bestanden/", {"files": chosen}).url == alice_adds.page
    check_due()
    first, second = stored(lindeborg)
    assert alice_adds.browser.post(f"{alice_adds.page}bestanden/{first.id}/weg/").url == alice_adds.page

    page = alice_adds.browser.get(alice_adds.page).content.decode()
    assert "a.jpg" not in page and f'value="{second.id}"' in page
    assert alice_adds.browser.post(f"{alice_adds.page}bestanden/", {}).status_code == 422


def test_more_bytes_than_a_file_may_have_are_refused_with_what_to_do(alice_adds, lindeborg):
    answer = alice_adds.upload(b"\xff\xd8\xff" + bytes(LARGEST_FILE))

    assert answer.status_code == 413
    assert "hoogstens 25 MB" in answer.json()["detail"]
    assert "bestanden" not in str(stored(lindeborg)) and all(not each.size for each in stored(lindeborg))


def test_more_files_than_go_with_a_message_are_refused(alice_adds, photo):
    made = [alice_adds.upload(photo).json()["id"] for _each in range(MOST_FILES)]

    answer = alice_adds.upload(photo)

    assert answer.status_code == 409
    assert "hoogstens 10 bestanden" in answer.json()["detail"]
    assert alice_adds.send(*made, str(uuid4())).status_code == 422


def test_the_team_sends_a_document_and_the_patient_downloads_it(alice_adds, marieke, lindeborg):
    made = marieke.add(pdf(), "uitslag <b>.PDF")
    marieke.send(made["id"], text="Hier is de brief.")

    [row] = attached(lindeborg)
    answer = alice_adds.browser.get(f"{alice_adds.page}bestanden/{row.file_id}/")

    assert streamed(answer) == pdf()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="uitslag <b>.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "uitslag &lt;b&gt;.PDF" in alice_adds.browser.get(alice_adds.page).content.decode()


def test_only_a_picture_is_shown_in_the_browser_and_a_look_is_written_down(
    alice_adds, marieke, lindeborg, photo
):
    made = alice_adds.add(photo, "IMG_1.HEIC")
    alice_adds.send(made["id"])
    address = f"{marieke.page}bestanden/{made['id']}/"

    shown, kept, small = (marieke.browser.get(f"{address}{more}") for more in ("", "?bewaren", "klein/"))

    assert shown.headers["Content-Disposition"] == 'inline; filename="IMG_1.jpg"'
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert streamed(small)[:3] == b"\xff\xd8\xff" and len(streamed(shown)) == int(
        shown.headers["Content-Length"]
    )
    with job_scope(lindeborg.id):
        log = AccessLogEntry.objects.filter(event="file.read")
        assert [str(line.object_id) for line in log] == [made["id"]] * 2
        assert {line.actor_label for line in log} == {"Marieke · verpleegkundige"}


def test_until_it_is_sent_only_its_uploader_sees_it(alice_adds, marieke, lindeborg, photo):
    made = alice_adds.add(photo)
    colleague(lindeborg)
    beside = at_work(lindeborg, alice_adds.conversation, "Fatima")
    own = marieke.add(photo, "van Marieke.jpg")

    assert alice_adds.browser.get(made["thumbnail"]).status_code == 200
    assert marieke.browser.get(f"{marieke.page}bestanden/{made['id']}/").status_code == 404
    assert beside.browser.get(f"{beside.page}bestanden/{own['id']}/").status_code == 404
    assert beside.browser.get(f"{beside.api}{own['id']}/").status_code == 404
    assert "van Marieke.jpg" not in beside.browser.get(beside.page).content.decode()
    assert beside.send(own["id"]).status_code == 409


def test_strangers_get_what_a_wrong_address_gets(alice_adds, lindeborg, waterkant, photo):
    made = alice_adds.add(photo)
    alice_adds.send(made["id"])
    bob = adding(lindeborg, "Bob")
    elsewhere = (waterkant.patients["Mallory"], waterkant.staff["Nadia"])
    strangers = [bob.browser, *(signed_in(each.person) for each in elsewhere)]

    for browser in strangers:
        for address in (made["address"], made["thumbnail"], alice_adds.api):
            assert browser.get(address).status_code == 404, address
        assert browser.post(alice_adds.api, b"x", content_type="application/octet-stream").status_code == 404
    # Nor by way of one's own conversation.
    assert (
        bob.browser.get(
            made["address"].replace(str(alice_adds.conversation.id), str(bob.conversation.id))
        ).status_code
        == 404
    )
    assert bob.send(made["id"], text="Van mij").status_code == 422


def test_a_file_added_to_one_conversation_does_not_go_with_another(alice_adds, lindeborg, photo):
    made = alice_adds.add(photo)
    other = adding(lindeborg, conversation=asked(lindeborg, subject="Iets anders"))

    assert other.send(made["id"], text="Hierbij").status_code == 422
    assert attached(lindeborg) == []


def test_who_only_reads_along_looks_and_adds_nothing(alice_adds, lindeborg, photo):
    made = alice_adds.add(photo)
    alice_adds.send(made["id"])
    with job_scope(lindeborg.id):
        Representation.objects.create(
            patient=lindeborg.patients["Alice"], person=lindeborg.patients["Bob"].person, ground="contact",
            may_write=False, starts_at=timezone.now() - timedelta(days=1),
        )  # fmt: skip
    bob = Adding(lindeborg, alice_adds.conversation, signed_in(lindeborg.patients["Bob"].person))

    assert bob.browser.get(made["address"]).status_code == 200
    assert bob.upload(photo).status_code == 404
    with job_scope(lindeborg.id):
        Representation.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    later = alice_adds.add(photo)
    alice_adds.send(later["id"])
    assert bob.browser.get(later["address"]).status_code == 404


def test_signed_out_one_is_asked_to_sign_in(alice_adds, client, photo):
    made = alice_adds.add(photo)

    assert client.get(made["address"]).url.startswith("/inloggen/?next=")
    assert client.get(alice_adds.api).status_code == 401


def test_a_page_with_many_files_asks_as_often_as_one_with_one(alice_adds, marieke, lindeborg):
    alice_adds.send(alice_adds.add(pdf())["id"])
    marieke.browser.get(marieke.page)  # what a process keeps, it keeps from the first time
    counts = []
    for _each in range(2):
        for side in (alice_adds, marieke):
            with CaptureQueriesContext(connection) as asked_for:
                side.browser.get(side.page)
            counts.append(len(asked_for))
        alice_adds.send(*[alice_adds.add(pdf())["id"] for _file in range(4)])

    assert counts[:2] == counts[2:]


def test_the_api_lists_what_went_with_which_message(alice_adds, lindeborg, photo):
    made = alice_adds.add(photo, "voet.jpg")
    alice_adds.send(made["id"])
    number = last_message(lindeborg).number

    [file] = alice_adds.browser.get(alice_adds.api).json()["files"]

    assert (file["number"], file["name"], file["id"]) == (number, "voet.jpg", made["id"])
    assert alice_adds.browser.get(f"{alice_adds.api}?after={number}").json()["files"] == []


def test_a_worker_that_dies_loses_nothing(alice_adds, lindeborg, photo):
    made = alice_adds.upload(photo).json()
    assert [str(each.file_id) for each in claim()] == [made["id"]]
    assert check_due() == 0  # it is somebody's, for the time of the lease
    with job_scope(lindeborg.id):
        StoredFile.objects.update(lease_until=Now() - timedelta(seconds=1))

    assert check_due() == 1

    assert alice_adds.browser.get(f"{alice_adds.api}{made['id']}/").json()["state"] == "ready"


def test_what_cannot_be_read_back_is_tried_again_and_then_refused(alice_adds, lindeborg, photo, store_folder):
    made = alice_adds.upload(photo).json()
    [path] = [each for each in store_folder.rglob("*") if each.is_file()]
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    for _each in range(MOST_ATTEMPTS):
        check_due()
        with job_scope(lindeborg.id):
            StoredFile.objects.update(not_before=Now())

    told = alice_adds.browser.get(f"{alice_adds.api}{made['id']}/").json()
    assert told["state"] == "refused" and "nu niet controleren" in told["why"]
    assert not path.exists()


def test_what_was_never_sent_is_gone_a_day_later(alice_adds, lindeborg, photo, store_folder):
    sent, left = (alice_adds.add(encoded(picture(), "JPEG", quality=quality)) for quality in (80, 70))
    alice_adds.send(sent["id"])
    assert remove_forgotten() == 0
    with job_scope(lindeborg.id):
        StoredFile.objects.update(created_at=Now() - timedelta(days=1, minutes=1))

    assert remove_forgotten() == 1

    assert [str(each.id) for each in stored(lindeborg)] == [sent["id"]]
    assert len([each for each in store_folder.rglob("*") if each.is_file()]) == 2
    assert alice_adds.browser.get(left["address"]).status_code == 404


@pytest.mark.parametrize("form", ["pdf", "fhir"])
def test_a_copy_of_ones_conversations_names_the_files(alice_adds, lindeborg, form):
    alice_adds.send(alice_adds.add(pdf(), "verwijsbrief.pdf")["id"], text="Hierbij")
    patient = lindeborg.patients["Alice"]
    alice_adds.browser.post("/mijn/downloaden/", {"van": [patient.id], "form": form})
    making.make_due()
    with person_scope(patient.person_id):
        download = Download.objects.get()

    answer = alice_adds.browser.get(f"/mijn/downloaden/{download.id}/bestand/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        content = archive.read(f"gesprekken.{'json' if form == 'fhir' else 'pdf'}")

    if form == "fhir":
        [attachment] = [
            each["contentAttachment"]
            for message in communications(content)
            for each in message.get("payload", [])
            if "contentAttachment" in each
        ]
        assert attachment["title"] == "verwijsbrief.pdf" and attachment["contentType"] == "application/pdf"
    else:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        assert "verwijsbrief.pdf" in text
