"""Photos and files with a new question: added before there is a conversation, gone with it or not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from conversations.models import Attachment, Conversation
from files.actions import Upload, begin
from files.checking import check_due
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import House, signed_in
from tests.files.corpus import jpeg
from tests.relatives.stage import represent


class Asking:
    """One browser with the form of a new question open."""

    def __init__(self, house: House, name: str = "Alice") -> None:
        self.house, self.patient = house, house.patients[name]
        self.browser: Client = signed_in(self.patient.person)
        self.question = uuid4()

    @property
    def api(self) -> str:
        return f"/api/v1/questions/{self.patient.id}/files/"

    def upload(self, **headers: str) -> Any:
        headers = {"X-File-Name": "hand.jpg", "X-Question": str(self.question)} | headers
        kind = "application/octet-stream"
        return self.browser.post(self.api, jpeg(), content_type=kind, headers=headers)

    def add(self) -> str:
        answer = self.upload()
        assert answer.status_code == 201, answer.content
        check_due()
        told = self.browser.get(f"{self.api}{answer.json()['id']}/").json()
        assert told["state"] == "ready"
        return told["id"]

    def ask(self, *files: str, **more: str) -> Any:
        values = {"conversation_id": self.question, "client_id": uuid4(), "patient": self.patient.id}
        values |= {"subject": "Mijn hand", "text": "Is dit normaal?", "files": list(files)} | more
        return self.browser.post(f"/mijn/gesprekken/nieuw/{self.house.department.id}/vraag/", values)


@pytest.fixture
def alice(lindeborg) -> Asking:
    return Asking(lindeborg)


def conversations(house: House) -> int:
    with job_scope(house.id):
        return Conversation.objects.count()


def test_a_photo_goes_with_the_question(alice, lindeborg):
    photo = alice.add()

    answer = alice.ask(photo)

    assert answer.headers["Location"] == f"/mijn/gesprekken/{alice.question}/"
    with job_scope(lindeborg.id):
        assert [str(each.file_id) for each in Attachment.objects.all()] == [photo]
    assert alice.browser.get(f"/mijn/gesprekken/{alice.question}/bestanden/{photo}/klein/").status_code == 200


def test_the_form_shows_what_was_added_until_it_is_sent(alice):
    photo = alice.add()

    page = alice.ask(photo, subject="").content.decode()

    assert f'data-id="{photo}"' in page and f"/mijn/bestanden/{photo}/klein/" in page
    assert alice.browser.get(f"/mijn/bestanden/{photo}/klein/").status_code == 200
    assert alice.browser.delete(f"{alice.api}{photo}/").status_code == 204
    assert f'data-id="{photo}"' not in alice.ask(subject="").content.decode()


def test_what_was_not_looked_at_yet_does_not_go_and_nothing_is_begun(alice, lindeborg):
    added = alice.upload().json()["id"]

    answer = alice.ask(added)

    assert answer.status_code == 422
    assert "Is dit normaal?" in answer.content.decode()
    assert conversations(lindeborg) == 0


def test_a_file_added_for_somebody_else_does_not_go_along(alice, lindeborg):
    bob = lindeborg.patients["Bob"]
    represent(bob, "Noor")
    with job_scope(lindeborg.id):
        bob.representations.update(person=alice.patient.person)
    photo = alice.add()

    answer = alice.ask(photo, patient=str(bob.id))

    assert answer.status_code == 422
    assert conversations(lindeborg) == 0


def test_strangers_get_what_a_wrong_address_gets(alice, lindeborg, waterkant):
    photo = alice.add()
    for other in (Asking(lindeborg, "Bob"), Asking(waterkant, "Mallory")):
        other.patient, own = alice.patient, other.patient
        assert other.upload().status_code == 404
        for address in (alice.api, f"/api/v1/questions/{own.id}/files/"):
            assert other.browser.get(f"{address}{photo}/").status_code == 404
            assert other.browser.delete(f"{address}{photo}/").status_code == 404
        assert other.browser.get(f"/mijn/bestanden/{photo}/klein/").status_code == 404


@pytest.mark.parametrize("question", ["", "onzin"], ids=["none", "no-id"])
def test_a_file_without_its_question_is_refused_with_what_to_do(alice, question):
    answer = alice.upload(**{"X-Question": question})

    assert (answer.status_code, answer.json()["detail"]) == (422, "X-Question is een UUID die u zelf kiest.")


def test_the_database_itself_takes_no_file_for_a_patient_of_somebody_else(alice, lindeborg):
    bob = lindeborg.patients["Bob"]
    upload = Upload(UUID(str(uuid4())), uuid4(), "hand.jpg")

    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, transaction.atomic(), person_scope(alice.patient.person_id):
        begin(patient=bob, uploader_id=alice.patient.person_id, upload=upload)
