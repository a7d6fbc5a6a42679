"""What departments and their organisations are called: every line of a patient's list says it.

Kept in the process for half a minute, as their timetables are, and nothing about anybody. A name is found by
the id of a department, and that id stands in a row which row security gave.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from tenants.models import Department

KEPT_SECONDS = 30
MOST = 20_000
_known: dict[UUID, tuple[float, Names]] = {}


class Names(NamedTuple):
    """Of a department, and of its organisation with the word for it in addresses."""

    department: str
    organisation: str
    slug: str


def names_of(departments: Iterable[tuple[UUID, UUID]]) -> dict[UUID, Names]:
    """By the id of each department, told with its organisation; in a scope that may read those not kept."""
    now, wanted = time.monotonic(), set(departments)
    missing = {organisation for organisation, each in wanted if _known.get(each, (0.0,))[0] < now}
    if missing:
        _read(missing, until=now + KEPT_SECONDS)
    return {each: _known[each][1] for _organisation, each in wanted}


def forget() -> None:
    """Read everything again; for whoever changes a name in this process."""
    _known.clear()


def _read(organisations: Iterable[UUID], *, until: float) -> None:
    if len(_known) >= MOST:
        _known.clear()
    rows = Department.objects.filter(organisation__any_of=list(organisations))
    for identity, *names in rows.values_list("id", "name", "organisation__name", "organisation__slug"):
        _known[identity] = until, Names(*names)
