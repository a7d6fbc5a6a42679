"""The last link of each day, kept outside the database: who cuts off the end of a log cannot reach it there.

One small file per organisation and day in `DATA_DIR/seals/`. Copy the folder to a system of somebody else;
docs/subsystems/audit.md says how often.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from audit.models import Seal


def keep(link: Seal) -> None:
    """Write the link as the last one of today; a later one of the same day takes its place."""
    folder = _folder(link.organisation_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{timezone.localdate():%Y-%m-%d}.json"
    content = {"number": link.number, "high": link.high, "digest": bytes(link.digest).hex()}
    new = path.with_suffix(f".{os.getpid()}")
    new.touch(mode=0o600)
    new.write_text(json.dumps(content))
    new.replace(path)


def disagreement(organisation_id: UUID, links: list[Seal]) -> str:
    """Say which kept link the chain no longer has, or which is dated otherwise; empty when all agrees."""
    known = {link.number: bytes(link.digest).hex() for link in links}
    kept = list(_kept(organisation_id))
    for day, number, digest in kept:
        if known.get(number) != digest:
            return f"link {number}, kept outside on {day}, is not in the database"
    return _dated_before(links, [(number, date.fromisoformat(day)) for day, number, _digest in kept])


def _dated_before(links: list[Seal], kept: list[tuple[int, date]]) -> str:
    """Say which link claims to be older than one before it that is kept outside: as old as to be cleared."""
    waiting, earliest = sorted(kept, reverse=True), date.min
    for link in links:
        while waiting and waiting[-1][0] <= link.number:
            # Sealed before midnight, it may have been kept after it.
            earliest = max(earliest, waiting.pop()[1] - timedelta(days=1))
        if timezone.localdate(link.sealed_at) < earliest:
            return f"link {link.number} is dated {link.sealed_at:%Y-%m-%d}; what is kept outside says later"
    return ""


def _kept(organisation_id: UUID) -> Iterator[tuple[str, int, str]]:
    for path in sorted(_folder(organisation_id).glob("*.json")):
        content = json.loads(path.read_text())
        yield path.stem, content["number"], content["digest"]


def _folder(organisation_id: UUID) -> Path:
    return settings.DATA_DIR / "seals" / str(organisation_id)
