"""What would be deleted of a patient, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from keeping import dossier
from people.models import Patient

SHOWN = (
    ("conversations.Conversation", _("conversations")),
    ("conversations.Message", _("messages")),
    ("files.StoredFile", _("photos and files")),
    ("conversations.Note", _("notes of the team")),
    ("conversations.TeamTask", _("tasks of the team")),
    ("questionnaires.QuestionnaireResponse", _("answers to question lists")),
    ("video.VideoVisit", _("video visits")),
    ("carepaths.Enrolment", _("care paths that were followed")),
    ("carepaths.Result", _("results")),
    ("consults.WrittenConsult", _("written consults")),
)


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    number: int


def preview(patient: Patient) -> list[Part]:
    """How much there is of each kind; the same number of statements for everybody."""
    lookups = dict(dossier.GOES)
    return [
        Part(str(name), dossier.rows(label, lookups[label], [patient.id]).count()) for label, name in SHOWN
    ]
