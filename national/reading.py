"""What the monitor knows, read through its one door: figures of organisations that take part, by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

STATEMENT = """
SELECT organisation_id, organisation, kind, region, quarter, figure, is_whole, specialism, number
FROM monitor_figures(%s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Given:
    """One figure of one organisation and quarter; of one specialism, or as a whole."""

    organisation_id: UUID
    organisation: str
    kind: str
    region: str
    quarter: date
    figure: str
    is_whole: bool
    specialism: str
    number: float | None


def given(*, first: date, last: date, figures: Collection[str]) -> list[Given]:
    """The figures of these quarters. In the scope of a reader, or of an organisation that takes part.

    An organisation is told of the figures with which it takes part itself; the door sees to it, and lets no
    number out that is hidden.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [first, last, list(figures)])
        return [Given(*row) for row in cursor.fetchall()]
