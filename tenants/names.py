"""What departments and their organisations are called: every line of a patient's list says it.

Kept in the process for five minutes, and nothing about anybody: the process that gives a new name shows it at
once, the others by then. For half a minute, one list in a hundred had names to ask again. A name is found
by the id of a department, and that id stands in a row which row security gave.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from tenants.models import Department

KEPT_SECONDS = 300
MOST = 20_000
_known: dict[UUID, tuple[float, Names]] = {}


class Names(NamedTuple):
    """Of a department, and of its organisation with the word for it in addresses."""

    department: str
    organisation: str
    slug: str


def names_of(departments: Iterable[tuple[UUID, UUID]]) -> dict[UUID, Names]:
    """By the id of each department, told with its organisation; in a scope that may read those not kept.

    Removed departments too: what was said there stays to be read.
    """
    now, wanted = time.monotonic(), set(departments)
    found = {each: _kept(each, now) for _organisation, each in wanted}
    missing = {organisation for organisation, each in wanted if found[each] is None}
    found |= _read(missing, until=now + KEPT_SECONDS) if missing else {}
    return {each: names for each, names in found.items() if names}


def forget() -> None:
    """Read everything again; for whoever changed a name in this process."""
    _known.clear()


def _kept(department: UUID, now: float) -> Names | None:
    until, names = _known.get(department, (0.0, None))
    return names if until > now else None


def _read(organisations: Iterable[UUID], *, until: float) -> dict[UUID, Names]:
    rows = Department.all_objects.filter(organisation__any_of=list(organisations))
    columns = ("id", "name", "organisation__name", "organisation__slug")
    read = {identity: Names(*names) for identity, *names in rows.values_list(*columns)}
    if len(_known) >= MOST:
        _known.clear()
    _known.update({identity: (until, names) for identity, names in read.items()})
    return read
