"""Photos and files of a conversation, for a department of another organisation that takes part in it."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.urls import reverse

from audit.models import AccessLogEntry
from conversations.models import Attachment
from files.checking import check_due
from files.models import StoredFile
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.conversations.stage import asked
from tests.files.conftest import store_folder  # noqa: F401 (keeps files apart)
from tests.files.corpus import jpeg, pdf
from tests.files.stage import adding, streamed
from tests.network.stage import invited, removed


@pytest.fixture
def nadia(waterkant):
    return signed_in(waterkant.staff["Nadia"].person)


def at(participation, name, *more):
    return reverse(f"network:{name}", args=["waterkant", participation.id, *more])


def added(browser, participation, content, name="foto.jpg"):
    """Upload as the browser does, have it looked at, and return what the browser is told then."""
    address = at(participation, "add_file")
    headers = {"X-File-Name": quote(name), "X-Client-Id": str(uuid4())}
    answer = browser.post(address, content, content_type="application/octet-stream", headers=headers)
    assert answer.status_code == 201, answer.content
    check_due()
    return browser.get(f"{address}{answer.json()['id']}/").json()


def with_a_photo(lindeborg, **terms):
    """A conversation in which Alice sent a photo, before the partner was invited or not."""
    alice = adding(lindeborg)
    file = alice.add(jpeg())
    alice.send(file["id"], text="Kijkt u eens.")
    return alice, file


def test_a_partner_sees_the_photos_of_the_conversation_and_both_logs_know(lindeborg, waterkant, nadia):
    alice, file = with_a_photo(lindeborg)
    participation = invited(lindeborg, waterkant, alice.conversation)

    page = nadia.get(at(participation, "shared")).content.decode()
    assert at(participation, "thumbnail", file["id"]) in page and "foto.jpg" in page
    whole = nadia.get(at(participation, "file", file["id"]))
    assert whole.status_code == 200 and streamed(whole)[:2] == b"\xff\xd8"
    assert streamed(nadia.get(at(participation, "thumbnail", file["id"])))[:2] == b"\xff\xd8"
    with job_scope(lindeborg.id):
        line = AccessLogEntry.objects.get(event="file.read")
        assert line.actor_label == "Nadia · verpleegkundige · Waterkant" and line.patient_id
    with job_scope(waterkant.id):
        assert AccessLogEntry.objects.get(event="file.read").patient_id is None


def test_after_removal_and_before_the_invitation_no_file_is_there(lindeborg, waterkant, nadia):
    alice, file = with_a_photo(lindeborg)
    participation = invited(lindeborg, waterkant, alice.conversation, from_start=False)
    assert nadia.get(at(participation, "file", file["id"])).status_code == 404
    later = alice.add(jpeg())
    alice.send(later["id"])
    assert nadia.get(at(participation, "file", later["id"])).status_code == 200

    removed(lindeborg, participation)
    assert nadia.get(at(participation, "file", later["id"])).status_code == 404
    assert nadia.get(at(participation, "thumbnail", later["id"])).status_code == 404


def test_a_file_of_another_conversation_is_not_there(lindeborg, waterkant, nadia):
    _alice, file = with_a_photo(lindeborg)
    participation = invited(lindeborg, waterkant, asked(lindeborg, text="Iets anders."))

    assert nadia.get(at(participation, "file", file["id"])).status_code == 404


def test_a_partner_adds_a_file_and_the_patient_opens_it(lindeborg, waterkant, nadia):
    alice = adding(lindeborg)
    participation = invited(lindeborg, waterkant, alice.conversation)
    file = added(nadia, participation, pdf(), "oefeningen.pdf")
    assert (file["state"], file["name"]) == ("ready", "oefeningen.pdf")
    assert nadia.get(file["address"]).status_code == 200
    assert alice.browser.get(f"{alice.page}bestanden/{file['id']}/").status_code == 404

    client_id = str(uuid4())
    given = {"client_id": client_id, "text": "", "files": [file["id"]]}
    for _twice in range(2):
        sent = nadia.post(at(participation, "write"), given, content_type="application/json")
        assert sent.status_code == 201, sent.content
    with job_scope(lindeborg.id):
        assert Attachment.objects.count() == 1
    opened = alice.browser.get(f"{alice.page}bestanden/{file['id']}/")
    assert opened.status_code == 200 and "oefeningen.pdf" in opened.headers["Content-Disposition"]
    assert "oefeningen.pdf" in alice.browser.get(alice.page).content.decode()


def test_what_was_added_can_be_taken_back_and_sent_by_nobody_else(lindeborg, waterkant, nadia):
    alice = adding(lindeborg)
    participation = invited(lindeborg, waterkant, alice.conversation)
    file = added(nadia, participation, pdf(), "oefeningen.pdf")
    assert alice.send(file["id"]).status_code != 302
    assert nadia.delete(f"{at(participation, 'add_file')}{file['id']}/").status_code == 204

    given = {"client_id": str(uuid4()), "text": "Zie bijlage.", "files": [file["id"]]}
    refused = nadia.post(at(participation, "write"), given, content_type="application/json")
    assert refused.status_code == 409 and "voeg" in refused.json()["detail"].lower()
    with job_scope(lindeborg.id):
        assert not StoredFile.objects.exists()


def test_who_only_reads_along_adds_nothing(lindeborg, waterkant, nadia):
    participation = invited(lindeborg, waterkant, may_write=False)
    address = at(participation, "add_file")

    answer = nadia.post(address, pdf(), content_type="application/octet-stream")
    assert answer.status_code == 404
