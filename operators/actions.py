"""What an operator may do: let the clock try again what it gave up."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import connection

from people.models import Person

logger = logging.getLogger("operators")


def try_again(*, actor: Person, reason: str = "", step_id: UUID | None = None) -> int:
    """Make failed steps due again, all of one fault or one of them; returns how many.

    The door checks again who asks and keeps a line of it; whether a step is still right to send is looked
    at when it is carried out, as always.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_try_again(%s, %s, %s)", [actor.name[:120], reason, step_id])
        number = int(cursor.fetchone()[0])
    logger.warning("operator %s let %s failed steps be tried again (%s)", actor.id, number, reason or "one")
    return number
