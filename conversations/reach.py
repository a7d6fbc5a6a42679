"""What somebody reaches as a patient's side: their own, whom they represent, and what they may read back.

One SQL function (`app_my_reach`) answers for the application and for row security alike; the filters here
and the policies under them are written apart, so that each holds alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from conversations.models import Conversation, SharedConversation
from people.models import Person
from rowsecurity.scopes import current_scope


@dataclass(frozen=True, slots=True)
class Grant:
    """One patient who is reached; with `until` the access has ended, and what was there then is left."""

    organisation_id: UUID
    patient_id: UUID
    representation_id: UUID | None
    is_own: bool
    covers_all: bool
    may_write: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Reach:
    """All grants of one person, and which conversations were chosen for those that do not cover all."""

    grants: list[Grant]
    chosen: dict[UUID, list[UUID]] = field(default_factory=dict)

    @property
    def patients(self) -> set[UUID]:
        """Everybody of whom something may be read."""
        return {grant.patient_id for grant in self.grants}

    def whole(self, *, to_write: bool = False) -> set[UUID]:
        """Patients of whom everything but what is private is reached now."""
        return {grant.patient_id for grant in self._now(to_write) if grant.covers_all}

    def conversations(self, *, prefix: str = "", to_write: bool = False, with_past: bool = True) -> Q:
        """The condition on a conversation; `prefix` for a row that points at one ("conversation__")."""
        own = [grant.patient_id for grant in self.grants if grant.is_own]
        others = list(self.whole(to_write=to_write) - set(own))
        chosen = self._chosen(self._now(to_write))
        past = [grant for grant in self.grants if grant.until] if with_past and not to_write else []
        if not others and not chosen and not past:
            return Q(**{f"{prefix}patient__any_of": own})
        allowed = Q(**{f"{prefix}patient__any_of": own})
        allowed |= Q(**{f"{prefix}patient__any_of": others, f"{prefix}is_private": False})
        allowed |= Q(**{f"{prefix}id__any_of": chosen, f"{prefix}is_private": False})
        for grant in past:
            allowed |= self._read_back(grant, prefix)
        # By patient first, so that the index on the patient finds them whatever follows.
        return Q(**{f"{prefix}patient__any_of": list(self.patients)}) & allowed

    def until(self, conversation: Conversation) -> datetime | None:
        """Up to when this conversation may be read; None when access to it has not ended."""
        patient = [grant for grant in self.grants if grant.patient_id == conversation.patient_id]
        if any(grant.until is None and self._covers(grant, conversation) for grant in patient):
            return None
        return max((grant.until for grant in patient if grant.until), default=None)

    def may_write(self, conversation: Conversation) -> bool:
        """Whether this person may write in it now."""
        patient = [grant for grant in self._now(True) if grant.patient_id == conversation.patient_id]
        return any(self._covers(grant, conversation) for grant in patient)

    def _now(self, to_write: bool) -> list[Grant]:
        return [grant for grant in self.grants if not grant.until and (grant.may_write or not to_write)]

    def _covers(self, grant: Grant, conversation: Conversation) -> bool:
        if grant.is_own:
            return True
        is_chosen = conversation.id in self._chosen([grant])
        return not conversation.is_private and (grant.covers_all or is_chosen)

    def _chosen(self, grants: Iterable[Grant]) -> list[UUID]:
        wanted = [grant.representation_id for grant in grants if grant.representation_id]
        return [each for identity in wanted for each in self.chosen.get(identity, [])]

    def _read_back(self, grant: Grant, prefix: str) -> Q:
        limits = {f"{prefix}created_at__lte": grant.until, f"{prefix}is_private": False}
        if grant.covers_all:
            return Q(**{f"{prefix}patient": grant.patient_id}, **limits)
        return Q(**{f"{prefix}id__any_of": self._chosen([grant])}, **limits)


def reach_of(person: Person) -> Reach:
    """What this person reaches now. In their own scope."""
    assert current_scope().actor_id == person.id, "a person's reach is asked in their own scope"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_my_reach()")
        grants = [Grant(*row) for row in cursor.fetchall()]
    limited = [grant.representation_id for grant in grants if not grant.covers_all]
    chosen: dict[UUID, list[UUID]] = {}
    if limited:
        rows = SharedConversation.objects.filter(representation__in=limited)
        for representation_id, conversation_id in rows.values_list("representation_id", "conversation_id"):
            chosen.setdefault(representation_id, []).append(conversation_id)
    return Reach(grants, chosen)
