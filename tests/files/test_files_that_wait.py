"""Files of an answer that waits: for a clinician who approves it, or for its hour."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db.models.functions import Now
from django.utils import timezone

from conversations.due_work import do_due_work
from conversations.models import Attachment, Message, PreparedReply
from files.forgetting import remove_forgotten
from files.models import StoredFile
from rowsecurity.scopes import job_scope
from tests.conversations.stage import asked, colleague
from tests.files.corpus import pdf
from tests.files.stage import adding, at_work


def waits(draft, how: str, **more):
    """A draft with a leaflet and no words; the file, and the answer that waits."""
    file = draft.add(pdf(), "folder.pdf")
    values = {"client_id": str(uuid4()), "text": "", "seen": 99, "files": [file["id"]], "hoe": how, **more}
    answer = draft.browser.post(f"{draft.page}klaarzetten/", values)
    assert answer.status_code == 302, answer.content.decode()
    with job_scope(draft.house.id):
        return file, PreparedReply.objects.get()


def decide(who, prepared, what: str):
    return who.browser.post(f"/org/lindeborg/klaargezet/{prepared.id}/", {"doe": what})


def test_a_file_waits_with_a_draft_and_goes_with_it_whoever_approves(lindeborg):
    colleague(lindeborg, roles=["desk"])
    conversation = asked(lindeborg)
    desk, nurse = (at_work(lindeborg, conversation, name) for name in ("Fatima", "Marieke"))
    alice = adding(lindeborg, conversation=conversation)
    file, prepared = waits(desk, "goedkeuring")

    page = nurse.browser.get(nurse.page).content.decode()
    assert "folder.pdf" in page and f"bestanden/{file['id']}/" in page
    assert nurse.browser.get(f"{nurse.page}bestanden/{file['id']}/").status_code == 200
    assert alice.browser.get(f"{alice.page}bestanden/{file['id']}/").status_code == 404
    assert desk.send(file["id"]).status_code == 409

    assert decide(nurse, prepared, "keur-goed").status_code == 302
    with job_scope(lindeborg.id):
        sent = Message.objects.get(side="team")
        assert sent.author_label == "Marieke · verpleegkundige"
        assert str(Attachment.objects.get(number=sent.number).file_id) == file["id"]
    assert alice.browser.get(f"{alice.page}bestanden/{file['id']}/").status_code == 200


def test_a_file_goes_at_its_hour_and_is_not_forgotten_meanwhile(lindeborg):
    nurse = at_work(lindeborg, asked(lindeborg))
    moment = timezone.localtime() + timedelta(days=2)
    waits(nurse, "moment", moment=moment.strftime("%Y-%m-%dT%H:%M"))
    with job_scope(lindeborg.id):
        StoredFile.objects.update(created_at=Now() - timedelta(days=2))
        PreparedReply.objects.update(send_at=Now() - timedelta(seconds=1))
    assert remove_forgotten() == 0

    do_due_work()
    with job_scope(lindeborg.id):
        assert Attachment.objects.count() == 1 and StoredFile.objects.get().attached_at


def test_a_file_is_with_its_uploader_again_when_the_draft_is_withdrawn(lindeborg):
    nurse = at_work(lindeborg, asked(lindeborg))
    file, prepared = waits(nurse, "goedkeuring")
    assert decide(nurse, prepared, "trek-terug").status_code == 302

    assert nurse.send(file["id"], text="Zie de folder.").status_code == 302
    with job_scope(lindeborg.id):
        assert Attachment.objects.count() == 1
