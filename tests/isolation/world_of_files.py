"""Files in conversations, and files that are being added."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from conversations.actions.attaching import Prepared, attach
from conversations.models import Conversation
from conversations.sending import Sent
from files import store
from files.actions import Upload, begin
from files.models import StoredFile
from people.models import Person
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    """A document in each patient's conversation, and one that each of them, and each colleague, is adding."""
    adding = {name: name for name in PATIENTS} | dict.fromkeys(
        ("marieke", "desi", "mona", "elsewhere"), "alice"
    )
    for name in PATIENTS:
        conversation = Conversation.objects.get(id=side.things["conversation_id"][name])
        file = ready_file(side, conversation, side.people[name], side.word(name, "care"))
        sent = Sent(1, timezone.now(), False, conversation.patient_id, conversation.department_id, 2, None)
        attach(conversation=conversation, sent=sent, prepared=Prepared("", [file]))
        side.tell("file_id", name, file.id)
    for name, whose in adding.items():
        conversation = Conversation.objects.get(id=side.things["conversation_id"][whose])
        word = side.word(name if name == whose else "staff", "care")
        side.tell("draft_id", name, ready_file(side, conversation, side.people[name], word).id)


def ready_file(side: Side, conversation: Any, uploader: Person, word: str) -> Any:
    upload = Upload(conversation.id, uuid4(), f"{word}.pdf")
    file = begin(patient=conversation.patient, uploader_id=uploader.id, upload=upload)
    content = f"%PDF-1.4 {word} %%EOF".encode()
    store.keep(file, store.FULL, [content])
    file.state, file.kind, file.size = StoredFile.State.READY, StoredFile.Kind.PDF, len(content)
    file.save()
    return file
