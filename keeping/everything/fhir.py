"""What has a form in FHIR R4, in that form too: a file of lines for each kind of resource (FHIR Bulk Data).

Each reads the rows of one table, in the scope of the organisation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone

from carepaths.actions.writing import content_of
from carepaths.fhir.writing import to_plan_definition
from carepaths.models import CarePathVersion
from conversations.models import Conversation, Message
from keeping.everything.rows import Model, opened
from people.models import Patient
from questionnaires.models import QuestionnaireEdition, QuestionnaireResponse

NO_NAME = "-"  # FHIR holds no empty texts
SEXES = {"female": "female", "male": "male", "other": "other", "unknown": "unknown"}
STATES = {"draft": "draft", "active": "active"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A file of resources: what it is called, what it is read from, and how a row becomes a resource."""

    name: str
    model: Model
    tell: Callable[[Any], dict[str, Any] | None]

    def as_lines(self, rows: list[Any]) -> list[bytes]:
        """Each row as a line."""
        resources = (self.tell(row) for row in rows)
        return [orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE) for each in resources if each]


def _patient(row: Patient) -> dict[str, Any]:
    contacts = [("email", row.email), ("phone", row.mobile)]
    return {
        "resourceType": "Patient",
        "id": str(row.id),
        "identifier": [{"system": _system(row), "value": row.number}],
        "name": [{"family": row.family_name or NO_NAME, "given": [row.given_name or NO_NAME]}],
        "gender": SEXES.get(row.sex, "unknown"),
        "birthDate": row.birth_date.isoformat(),
        "communication": [{"language": {"text": row.language}, "preferred": True}],
    } | ({"telecom": [{"system": how, "value": at} for how, at in contacts if at]} if any(contacts) else {})


def _conversation(row: Conversation) -> dict[str, Any]:
    return {
        "resourceType": "Communication",
        "id": str(row.id),
        "status": "completed" if row.closed_at else "in-progress",
        "subject": _to("Patient", row.patient_id),
        "topic": {"text": opened(row, "subject_sealed") or NO_NAME},
        "sent": _moment(row.created_at),
    }


def _message(row: Message) -> dict[str, Any]:
    is_patient = row.side == Message.Side.PATIENT and not row.on_behalf
    sender = _to("Patient", row.patient_id) if is_patient else {}
    return {
        "resourceType": "Communication",
        "id": str(row.id),
        "partOf": [_to("Communication", row.conversation_id)],
        "status": "completed",
        "category": [{"text": row.kind}],
        "subject": _to("Patient", row.patient_id),
        "sender": sender | {"display": row.author_label or NO_NAME},
        "sent": _moment(row.sent_at),
        "payload": [{"contentString": opened(row, "body_sealed") or NO_NAME}],
    }


def _path(row: CarePathVersion) -> dict[str, Any]:
    return to_plan_definition(content_of(row)) | {
        "id": str(row.id),
        "version": str(row.number),
        "status": STATES.get(row.state, "retired"),
    }


def _list(row: QuestionnaireEdition) -> dict[str, Any]:
    return dict(row.content) | {"id": str(row.id)}


def _response(row: QuestionnaireResponse) -> dict[str, Any] | None:
    text = opened(row, "content_sealed")
    return dict(orjson.loads(text)) | {"id": str(row.id)} if text else None


KINDS = (
    Kind("Patient", Patient, _patient),
    Kind("Communication", Conversation, _conversation),
    Kind("Communication-messages", Message, _message),
    Kind("PlanDefinition", CarePathVersion, _path),
    Kind("Questionnaire", QuestionnaireEdition, _list),
    Kind("QuestionnaireResponse", QuestionnaireResponse, _response),
)


def _system(row: Patient) -> str:
    return f"{settings.PUBLIC_URL}/organisations/{row.organisation_id}/patients"


def _to(kind: str, identity: Any) -> dict[str, Any]:
    return {"reference": f"{kind}/{identity}"}


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="milliseconds")
