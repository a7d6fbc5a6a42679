"""What somebody reaches as a patient's side: their own, whom they represent, and what they may read back.

One SQL function (`app_reach`) answers for the application and for row security alike, when the scope is
opened; the filters here and the policies under them are written apart, so that each holds alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from conversations.models import Conversation
from people.models import Person
from rowsecurity.scopes import current_scope


@dataclass(frozen=True, slots=True)
class Grant:
    """One patient who is reached; with `until` the access has ended, and what was there then is left.

    `chosen` are the conversations of a grant that does not cover all.
    """

    patient_id: UUID
    is_own: bool
    covers_all: bool
    may_write: bool
    until: datetime | None
    chosen: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """All grants of one person."""

    grants: list[Grant]

    @property
    def patients(self) -> set[UUID]:
        """Everybody of whom something may be read."""
        return {grant.patient_id for grant in self.grants}

    @property
    def own(self) -> set[UUID]:
        """Whoever is the reader, at each organisation."""
        return {grant.patient_id for grant in self.grants if grant.is_own}

    @property
    def is_own(self) -> bool:
        """Whether nothing is reached but what is one's own."""
        return all(grant.is_own for grant in self.grants)

    def whole(self, *, to_write: bool = False) -> set[UUID]:
        """Patients of whom everything but what is private is reached now."""
        return {grant.patient_id for grant in self._now(to_write) if grant.covers_all}

    def conversations(self, *, prefix: str = "", to_write: bool = False, with_past: bool = True) -> Q:
        """The condition on a conversation; `prefix` for a row that points at one ("conversation__")."""
        own = list(self.own)
        others = list(self.whole(to_write=to_write) - self.own)
        chosen = _chosen(self._now(to_write))
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
        return not conversation.is_private and (grant.covers_all or conversation.id in grant.chosen)

    def _read_back(self, grant: Grant, prefix: str) -> Q:
        limits = {f"{prefix}created_at__lte": grant.until, f"{prefix}is_private": False}
        if grant.covers_all:
            return Q(**{f"{prefix}patient": grant.patient_id}, **limits)
        return Q(**{f"{prefix}id__any_of": list(grant.chosen)}, **limits)


def reach_of(person: Person) -> Reach:
    """What this person reached when the open scope began, which is their own; no statement."""
    scope = current_scope()
    is_own = scope.role == "bd_participant" and scope.actor_id == person.id
    assert is_own, "a person's reach is asked in their own scope"
    return Reach([_grant(*each) for each in json.loads(scope.reach)])


def _grant(patient: str, is_own: bool, covers_all: bool, may_write: bool, until: Any, chosen: Any) -> Grant:
    ended = datetime.fromisoformat(until) if until else None
    return Grant(
        UUID(patient), is_own, covers_all, may_write, ended, tuple(UUID(each) for each in chosen or ())
    )


def _chosen(grants: Iterable[Grant]) -> list[UUID]:
    return [each for grant in grants for each in grant.chosen]
