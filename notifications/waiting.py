"""What waits for the end of quiet hours waits by the hours that hold now, not by those of its planning."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models.functions import Now

from notifications.models import Means, Notice
from notifications.reaching import RINGS, clock, earliest, wish_of
from notifications.tasks import poke
from people.models import Patient
from rowsecurity.scopes import job_scope, person_scope

_others: list[Callable[[UUID], None]] = []


def on_other_hours(wait_anew: Callable[[UUID], None]) -> None:
    """Let an app that plans by somebody's quiet hours plan anew, in the job scope of an organisation."""
    _others.append(wait_anew)


def wait_anew(person_id: UUID) -> None:
    """Plan anew what waits for this patient or relative, at every organisation. Outside any scope."""
    with person_scope(person_id):
        organisations = set(Patient.objects.values_list("organisation_id", flat=True))
    for organisation_id in organisations:
        with job_scope(organisation_id, person_id):
            _notices(person_id)
            for plan in _others:
                plan(person_id)
    poke()


def _notices(person_id: UUID) -> None:
    waiting = Notice.objects.filter(person_id=person_id, state=Notice.State.DUE, not_before__gt=Now())
    at = earliest(clock(), Means.PUSH, wish_of(person_id).quiet)
    waiting.filter(channel__in=RINGS).update(not_before=at)
