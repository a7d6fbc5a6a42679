"""Letters that a path wrote, as they were on the day they were made."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models.functions import Now

from carepaths import places
from carepaths.models.following import Enrolment
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


class Letter(TenantOwned):
    """What the desk prints and posts. Its id follows from the due step, so that it is written once."""

    enrolment = TenantForeignKey(Enrolment, models.CASCADE, related_name="letters")
    task = TenantForeignKey("conversations.TeamTask", models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    # A title and a text, with everything filled in.
    content_sealed = models.BinaryField()
    written_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"letter {self.id}"

    @property
    def content(self) -> dict[str, Any]:
        """The words of it: "title" and "text"."""
        opened = envelope.open_sealed(self.organisation_id, places.letter(self.id), self.content_sealed)
        found: dict[str, Any] = json.loads(opened)
        return found
