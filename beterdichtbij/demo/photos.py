"""A photo in a conversation of the demo world: drawn here, and taken in as any photo is."""

from __future__ import annotations

import io
from uuid import UUID

from PIL import Image, ImageDraw, ImageFilter

from beterdichtbij.demo.names import demo_id
from conversations.models import Attachment, Conversation
from files.actions import Upload, begin, finish, mark_sent, receive
from files.checking import Claim, check
from files.models import StoredFile
from rowsecurity.scopes import job_scope

SKIN, SPOT, CLOTH = "#d9ad8f", "#c8705f", "#7e97a8"
SPOTS = ((420, 300), (520, 380), (600, 290), (680, 420), (470, 460), (760, 330), (560, 500), (850, 400))


def add_photo(*, organisation_id: UUID, talk: str, name: str) -> None:
    """Put a photo with the first message of a conversation, once. Outside any scope."""
    with job_scope(organisation_id):
        conversation = Conversation.objects.select_related("patient").get(id=demo_id("conversation", talk))
        patient = conversation.patient
        if patient.person_id is None or Attachment.objects.filter(conversation=conversation).exists():
            return
        upload = Upload(conversation.id, demo_id("photo", talk), name)
        file = begin(patient=patient, uploader_id=patient.person_id, upload=upload)
    received = receive(file=file, chunks=[an_arm()])
    with job_scope(organisation_id):
        finish(file=file, received=received)
        StoredFile.objects.filter(id=file.id).update(state=StoredFile.State.CHECKING)
    check(Claim(file.id, organisation_id, attempts=1))
    with job_scope(organisation_id):
        if StoredFile.objects.get(id=file.id).is_ready:
            Attachment.objects.create(
                conversation=conversation, patient=patient, number=1, position=0, file=file
            )
            mark_sent([file])


def an_arm() -> bytes:
    """A forearm with a rash, as a child would draw it."""
    picture = Image.new("RGB", (1280, 800), CLOTH)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 180), (1280, 250), (1280, 600), (0, 640)], fill=SKIN)
    for x, y in SPOTS:
        draw.ellipse((x - 34, y - 26, x + 34, y + 26), fill=SPOT)
    content = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(7)).save(content, "JPEG", quality=85)
    return content.getvalue()
