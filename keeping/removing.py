"""Removes what is over its term, and what two admins agreed to delete: in the role of the eraser.

Nobody else may remove these rows: the pages cannot, by mistake or by a hole in them. A worker takes on the
role (`bd_eraser`) for one transaction, with some patients at a time; a fault undoes that one and the next
poke tries again. What is in the store goes after the commit; its key went with the row.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from audit import clearing
from audit.actions import Looker, record
from files import store
from keeping import dossier
from keeping.actions import copies
from keeping.models import Erasure, Removal, Terms
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import Scope, job_scope, open_scope

logger = logging.getLogger("keeping")
BATCH = 20
MOST_ROUNDS = 50
PLATFORM = Looker(label="", role="platform")
NIGHT = range(1, 6)
Kind = Removal.Kind


def eraser_scope(organisation_id: UUID) -> AbstractContextManager[Scope]:
    """The one scope that may remove what people wrote."""
    return open_scope(Scope("bd_eraser", organisation_id))


def erase_agreed(organisation_id: UUID) -> int:
    """Carry out every deletion that was agreed to; returns how many."""
    with job_scope(organisation_id):
        agreed = list(Erasure.objects.filter(state=Erasure.State.AGREED).values_list("id", flat=True))
    return sum(_erase(organisation_id, erasure_id) for erasure_id in agreed)


def remove_over_term(organisation_id: UUID, now: datetime) -> None:
    """Remove what is over the terms of the organisation, a stretch at a time."""
    with job_scope(organisation_id):
        terms = Terms.objects.first() or Terms()
    for kind, years in (
        (Kind.CONVERSATIONS, terms.conversations_years),
        (Kind.FILES, terms.files_years),
    ):
        _remove_kind(organisation_id, kind, years_before(now, years))
    moment, rounds = years_before(now, terms.log_years), 0
    while rounds < MOST_ROUNDS and _clear_some(organisation_id, moment):
        rounds += 1


def look_after(organisation_ids: Collection[UUID], *, is_night: bool) -> None:
    """What the poke does; one organisation does not stop the others. Outside any scope."""
    for organisation_id in organisation_ids:
        with by_itself(logger, "deleting", organisation_id):
            erase_agreed(organisation_id)
        if is_night:
            with by_itself(logger, "removing what is over its term", organisation_id):
                remove_over_term(organisation_id, timezone.now())


def years_before(moment: datetime, years: int) -> datetime:
    """The same day so many years ago; of a leap day the day after, so that nothing goes too soon."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def _erase(organisation_id: UUID, erasure_id: UUID) -> bool:
    with eraser_scope(organisation_id):
        rows = Erasure.objects.select_for_update().filter(id=erasure_id, state=Erasure.State.AGREED)
        erasure = rows.first()
        if erasure is None:
            return False
        patients = [erasure.patient_id]
        files = dossier.files_of(patients)
        numbers = dossier.remove(patients)
        Erasure.objects.filter(id=erasure.id).update(state=Erasure.State.DONE, done_at=timezone.now())
        _note(organisation_id, Kind.ERASURE, numbers, patients, erasure)
        copies.end_earlier(organisation_id=organisation_id, looker=PLATFORM)
    with job_scope(organisation_id):  # and those that were begun while it went
        copies.end_earlier(organisation_id=organisation_id, looker=PLATFORM)
    _discard(files)
    return True


def _remove_kind(organisation_id: UUID, kind: str, moment: datetime) -> None:
    """Go past all patients once, or as far as one night's turn goes.

    Ids are drawn by chance, and so is where this begins: who stays keeps nobody behind them waiting for ever.
    """
    after: UUID | None = uuid4()
    turns = 0
    for _round in range(MOST_ROUNDS):
        after = _remove_some(organisation_id, kind, moment, after)
        turns += after is None
        if turns == 2:
            break


def _remove_some(organisation_id: UUID, kind: str, moment: datetime, after: UUID | None) -> UUID | None:
    """Remove what goes of the next patients; returns behind whom to go on."""
    with_files = kind == Kind.FILES
    with eraser_scope(organisation_id):
        patients, last = dossier.untouched_since(moment, most=BATCH, after=after, with_files=with_files)
        if not patients:
            return last
        files = dossier.files_of(patients)
        numbers = dossier.remove(patients, dossier.FILES if with_files else dossier.GOES)
        _note(organisation_id, kind, numbers, patients)
    _discard(files)
    return last


def _clear_some(organisation_id: UUID, moment: datetime) -> int:
    with eraser_scope(organisation_id):
        number = clearing.clear(organisation_id, moment)
        if number:
            Removal.objects.create(kind=Kind.LOG, numbers={"audit.AccessLogEntry": number})
    return number


def _note(
    organisation_id: UUID,
    kind: str,
    numbers: dict[str, int],
    patients: list[UUID],
    erasure: Erasure | None = None,
) -> None:
    Removal.objects.create(kind=kind, numbers=numbers, patients=len(patients), erasure=erasure)
    for patient_id in patients:
        record(
            looker=PLATFORM,
            organisation_id=organisation_id,
            event="erasure.done" if erasure else "retention.removed",
            action="D",
            object_type="patient",
            object_id=patient_id,
            patient_id=patient_id,
        )


def _discard(files: list[dossier.StoredFile]) -> None:
    for file in files:
        store.discard(file)
