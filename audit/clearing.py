"""Removes lines of the log whose term is over, and keeps the chain: links stay, and a mark says how far.

Whole links only, oldest first. Younger than five years nothing can go: the policy of the one role that may
remove lines says so (`audit` migration 0006), and `sealer.verify` believes no mark over a young link.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max

from audit.models import Cleared, Seal

LINKS = 200
# Of five years, without the leap days.
YOUNGEST = timedelta(days=5 * 365)
REMOVE = """
DELETE FROM audit_accesslogentry
WHERE organisation_id = %s AND tx >= %s::text::xid8 AND tx < %s::text::xid8"""


class DoesNotFit(Exception):
    """There are not as many lines as their links say; somebody has to look first."""


def clear(organisation_id: UUID, before: datetime) -> int:
    """Remove the lines of some links that were sealed before this moment, as the eraser; returns how many."""
    done = Cleared.objects.aggregate(number=Max("through"))["number"] or 0
    old = Seal.objects.filter(number__gt=done, sealed_at__lt=before)
    links = list(old.order_by("number")[:LINKS])
    if not links:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(REMOVE, [organisation_id, str(links[0].low), str(links[-1].high)])
        removed = cursor.rowcount
    if removed != sum(link.lines for link in links):
        raise DoesNotFit
    Cleared.objects.create(through=links[-1].number, lines=removed)
    return removed
