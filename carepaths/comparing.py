"""What a change of moments or of version means for one patient, before it happens. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from carepaths.plan import Moment, Slot


class What(StrEnum):
    COMES = "comes"
    GOES = "goes"
    MOVES = "moves"


@dataclass(frozen=True, slots=True)
class Change:
    """One step that comes, goes or moves; `before` and `after` are when it was and will be due."""

    what: What
    key: UUID
    occurrence: int
    before: datetime | None
    after: datetime | None


def changes(before: Iterable[Moment], after: Iterable[Moment]) -> list[Change]:
    """Between two plans of one patient, in order of time; what is left out in both says nothing."""
    old = {moment.slot: moment.due_at for moment in before if moment.is_due}
    new = {moment.slot: moment.due_at for moment in after if moment.is_due}
    found = [_change(slot, old, new) for slot in old.keys() | new.keys() if old.get(slot) != new.get(slot)]
    return sorted(found, key=lambda each: (each.after or each.before, each.key, each.occurrence))


def apply(before: Collection[Slot], found: Iterable[Change]) -> set[Slot]:
    """The slots that are due when these changes have happened."""
    slots = set(before)
    for change in found:
        slot = (change.key, change.occurrence)
        (slots.discard if change.what is What.GOES else slots.add)(slot)
    return slots


def _change(slot: Slot, old: dict[Slot, datetime | None], new: dict[Slot, datetime | None]) -> Change:
    if slot not in new:
        return Change(What.GOES, *slot, old[slot], None)
    if slot not in old:
        return Change(What.COMES, *slot, None, new[slot])
    return Change(What.MOVES, *slot, old[slot], new[slot])
