"""Conversations as FHIR R4: a Bundle of Communication resources, for any system the patient takes it to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from django.conf import settings
from django.utils import timezone

from conversations.models import Message
from downloads.talks import About, Enclosed, Filled, Line, Talk

NO_NAME = "-"  # FHIR holds no empty texts


class Bundle:
    """Takes conversations one by one and becomes a file."""

    suffix, content_type = "json", "application/fhir+json"

    def __init__(self, about: About) -> None:
        self.about = about
        self._entries = [
            _entry(about.patient_id, self._patient()),
            _entry(self._organisation_id, self._house()),
        ]

    def add(self, talk: Talk) -> None:
        """The conversation as a Communication of its own, and each message as a part of it."""
        self._entries.append(_entry(talk.id, self._conversation(talk)))
        self._entries.extend(_entry(line.id, self._message(talk, line)) for line in talk.lines)
        self._entries.extend(_entry(filled.id, self._filled(filled)) for filled in talk.filled)

    def finish(self) -> bytes:
        """The file."""
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": _moment(self.about.made_at),
            "entry": self._entries,
        }
        return orjson.dumps(bundle, option=orjson.OPT_INDENT_2)

    @property
    def _organisation_id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"{settings.PUBLIC_URL}/organisations/{self.about.organisation_slug}")

    def _patient(self) -> dict[str, Any]:
        return {
            "resourceType": "Patient",
            "id": str(self.about.patient_id),
            "identifier": [
                {
                    "system": f"{settings.PUBLIC_URL}/organisations/{self.about.organisation_slug}/patients",
                    "value": self.about.patient_number,
                }
            ],
            "name": [{"text": self.about.patient}],
            "birthDate": self.about.birth_date.isoformat(),
        }

    def _house(self) -> dict[str, Any]:
        return {
            "resourceType": "Organization",
            "id": str(self._organisation_id),
            "name": self.about.organisation,
        }

    def _conversation(self, talk: Talk) -> dict[str, Any]:
        return {
            "resourceType": "Communication",
            "id": str(talk.id),
            "status": "completed" if talk.is_closed else "in-progress",
            "subject": _to(self.about.patient_id, "Patient"),
            "topic": {"text": talk.subject or NO_NAME},
            "recipient": [self._team(talk)],
            "sent": _moment(talk.started_at),
        }

    def _message(self, talk: Talk, line: Line) -> dict[str, Any]:
        patient = _to(self.about.patient_id, "Patient")
        is_patient = line.side == Message.Side.PATIENT
        return {
            "resourceType": "Communication",
            "id": str(line.id),
            "partOf": [_to(talk.id, "Communication")],
            "status": "completed",
            "category": [{"text": line.kind}],
            "subject": patient,
            "sender": self._sender(talk, line),
            "recipient": [self._team(talk)] if is_patient else [patient],
            "sent": _moment(line.sent_at),
            "payload": [{"contentString": line.text or NO_NAME}, *map(_enclosed, line.files)],
        }

    def _filled(self, filled: Filled) -> dict[str, Any]:
        """The answers as they were kept; references lead to the patient of this file."""
        patient = _to(self.about.patient_id, "Patient")
        who = {"author": patient, "source": patient} if not filled.on_behalf else {}
        return filled.resource | {"subject": patient} | who

    def _sender(self, talk: Talk, line: Line) -> dict[str, Any]:
        if line.side == Message.Side.PATIENT and not line.on_behalf:
            return _to(self.about.patient_id, "Patient") | {"display": line.author or self.about.patient}
        # Somebody named as they were when they wrote: a relative, or a member of a team.
        return {"display": line.author or talk.department or NO_NAME}

    def _team(self, talk: Talk) -> dict[str, Any]:
        return _to(self._organisation_id, "Organization") | {"display": talk.department or NO_NAME}


def _enclosed(file: Enclosed) -> dict[str, Any]:
    return {
        "contentAttachment": {
            "contentType": file.media_type,
            "size": file.size,
            "title": file.name or NO_NAME,
        }
        | ({"url": file.path} if file.path else {})
    }


def communications(content: bytes) -> Iterator[dict[str, Any]]:
    """The Communication resources of a file, in order."""
    for entry in orjson.loads(content)["entry"]:
        if entry["resource"]["resourceType"] == "Communication":
            yield entry["resource"]


def _entry(identity: UUID, resource: dict[str, Any]) -> dict[str, Any]:
    return {"fullUrl": f"urn:uuid:{identity}", "resource": resource}


def _to(identity: UUID, kind: str) -> dict[str, Any]:
    return {"reference": f"urn:uuid:{identity}", "type": kind}


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="milliseconds")
