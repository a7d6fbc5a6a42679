"""Finished copies of conversations, with words of their patient in them; `world` calls it."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

from django.utils import timezone

from downloads import places
from downloads.models import Download, DownloadPiece
from tenants import envelope
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    """A copy of each patient."""
    for name in PATIENTS:
        content = side.word(name, "care").encode()
        download = Download.objects.create(
            person=side.people[name],
            patient_id=side.things["patient_id"][name],
            form=Download.Form.FHIR,
            conversation_ids=[side.things["conversation_id"][name]],
            numbers=[2],
            state=Download.State.READY,
            expires_at=timezone.now() + timedelta(days=1),
            size=len(content),
        )
        sealed = envelope.seal(side.id, places.piece(download.id, 0), b64encode(content).decode())
        DownloadPiece.objects.create(download=download, number=0, sealed=sealed)
        side.tell("download_id", name, download.id)
