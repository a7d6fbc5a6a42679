"""Letters of a path: kept sealed when their step comes, made into a PDF when the desk opens them."""

from __future__ import annotations

import json
from uuid import UUID

from carepaths import places
from carepaths.models import Enrolment, Letter
from carepaths.wording import Words
from conversations.models import TeamTask
from tenants import envelope


def keep_letter(
    *, letter_id: UUID, enrolment: Enrolment, task: TeamTask, words: Words, language: str
) -> None:
    """Keep what the letter says, as it is today; `task` is the desk's. In a job scope."""
    letter = Letter(id=letter_id, enrolment=enrolment, task=task, language=language)
    opened = json.dumps({"title": words.title, "text": words.text})
    letter.content_sealed = envelope.seal(enrolment.organisation_id, places.letter(letter_id), opened)
    letter.save(force_insert=True)
