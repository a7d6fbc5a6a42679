"""Seals the access log, so that a line that was changed, removed, added later or moved is noticed.

A link covers the lines of a range of transactions, not of ids or times: a line may be committed late, and one
put in the past has the number of its own transaction. A range ends where the oldest open transaction begins.
Each digest holds the one before it. A tail that is cut off together with its links is noticed only from
outside the database: see `outside`.
"""

from __future__ import annotations

import hashlib
import json
import logging
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from audit import outside
from audit.clearing import YOUNGEST
from audit.models import Cleared, Seal
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope

logger = logging.getLogger("audit")

BEGINNING = bytes(32)
TO_SEAL = "SELECT * FROM organisations_to_seal()"
# How far the clock of the database may be ahead of ours.
AHEAD = timedelta(minutes=5)
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
FINISHED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
LINES = """
SELECT id::text, tx::text, extract(epoch FROM at)::text, event, action, actor_id::text, actor_label, role,
  on_behalf_of_id::text, ground, patient_id::text, object_type, object_id::text, source
FROM audit_accesslogentry
WHERE organisation_id = %s AND tx >= %s::text::xid8 AND tx < %s::text::xid8 ORDER BY tx, id"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one organisation's log; `broken` is empty when it is intact."""

    links: int
    lines: int
    broken: str = ""

    @property
    def is_intact(self) -> bool:
        return not self.broken


def seal_all() -> int:
    """Seal every organisation that has lines to seal; returns how many links were made."""
    with connection.cursor() as cursor:
        cursor.execute(TO_SEAL)
        organisations = [organisation_id for (organisation_id,) in cursor.fetchall()]
    made = 0
    for organisation_id in organisations:
        with by_itself(logger, "sealing", organisation_id):
            made += seal(organisation_id) is not None
    return made


def seal(organisation_id: UUID) -> Seal | None:
    """Add a link over the lines that are finished, and tell the outside; None when there are none."""
    with job_scope(organisation_id):
        link = _add_link(organisation_id)
    if link is not None:
        outside.keep(link)
    return link


def _add_link(organisation_id: UUID) -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"seal|{organisation_id}"])
        cursor.execute(FINISHED)
        high = cursor.fetchone()[0]
    last = Seal.objects.order_by("-number").first()
    low, number, before = (last.high, last.number + 1, bytes(last.digest)) if last else (0, 1, BEGINNING)
    lines = list(_lines(organisation_id, low, high))
    if not lines:
        return None
    link = Seal(number=number, low=low, high=high, lines=len(lines))
    link.digest = digest(before, link, organisation_id, lines)
    link.save(force_insert=True)
    return link


def verify(organisation_id: UUID) -> Verdict:
    """Follow the chain from its beginning and compare it with the log, and with what is kept outside."""
    with job_scope(organisation_id):
        links = list(Seal.objects.order_by("number"))
        cleared = list(Cleared.objects.order_by("through"))
        believed = _believed(cleared, links)
        high, before, lines = 0, BEGINNING, 0
        for place, link in enumerate(links, start=1):
            found = list(_lines(organisation_id, link.low, link.high))
            lines += len(found)
            is_next = link.number == place and link.low == high
            mark = next((each for each in cleared if each.through >= link.number), None)
            if mark is not None:
                fits = mark.id in believed and not found and _is_over_term(link)
            else:
                fits = digest(before, link, organisation_id, found) == bytes(link.digest)
            if not is_next or not fits:
                return Verdict(
                    len(links), lines, f"link {link.number} of {link.sealed_at:%Y-%m-%d %H:%M} does not fit"
                )
            high, before = link.high, bytes(link.digest)
    return Verdict(len(links), lines, outside.disagreement(organisation_id, links))


def _believed(cleared: list[Cleared], links: list[Seal]) -> set[UUID]:
    """Marks that are not of later than now, and that removed as many lines as their links had."""
    numbers = [link.number for link in links]
    totals = [0, *accumulate(link.lines for link in links)]
    believed, done = set(), 0
    for mark in cleared:
        total = totals[bisect_right(numbers, mark.through)]
        if mark.lines == total - done and mark.cleared_at <= timezone.now() + AHEAD:
            believed.add(mark.id)
        done = total
    return believed


def _is_over_term(link: Seal) -> bool:
    """Whether its lines may be gone by now; the clock says so, not what a mark tells of its own moment."""
    return link.sealed_at < timezone.now() - YOUNGEST


def digest(before: bytes, link: Seal, organisation_id: UUID, lines: Iterable[tuple[Any, ...]]) -> bytes:
    """What a link must hold: the digest before it, its own place, and every line in order."""
    sum_ = hashlib.sha256(before)
    for part in ([str(organisation_id), link.number, link.low, link.high, link.lines], *lines):
        sum_.update(json.dumps(part, ensure_ascii=False).encode() + b"\n")
    return sum_.digest()


def _lines(organisation_id: UUID, low: int, high: int) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(LINES, [organisation_id, str(low), str(high)])
        yield from cursor.fetchall()
