"""How the page of a member begins: session, scope and membership in one trip to the database.

Whoever is not found in full goes the long way (`people.middleware`), which knows every refusal and notes once
a minute that a session is in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from django.db.models import Func, QuerySet, UUIDField

from people.sessions import SessionStore, key_hash
from rowsecurity.kept import Kept
from rowsecurity.one_trip import one_trip
from rowsecurity.scopes import Scope, looks_as, transaction_of
from tenants.models import Membership

# Without such a session nobody is looking, and the role is that of somebody at the door.
_ENTER = """
SELECT set_config('role', CASE WHEN found.person_id IS NULL THEN 'bd_gate' ELSE 'bd_staff' END, true),
  set_config('app.organisation', CASE WHEN found.person_id IS NULL THEN '' ELSE %s END, true),
  set_config('app.actor', coalesce(found.person_id::text, ''), true),
  found.person_id, found.data
FROM (SELECT) AS once LEFT JOIN session_in_use(%s) AS found ON true
"""


def _memberships() -> QuerySet[Membership]:
    """Of who is looking."""
    actor = Func(function="app_actor", output_field=UUIDField())
    rows = Membership.objects.filter(person=actor, person__is_active=True, ended_at=None)
    return rows.select_related("person").order_by()[:1]


# Asked at every page of a member.
_MEMBERSHIP = Kept(_memberships, {})


def membership() -> Membership | None:
    """That of who is looking in the open scope of an organisation."""
    found = _MEMBERSHIP.rows({})
    return found[0] if found else None


@contextmanager
def at_work(session: SessionStore, organisation_id: UUID) -> Iterator[Membership | None]:
    """The scope of a member, and the membership; None, without a scope to work in, for anybody else."""
    with transaction_of(Scope("bd_staff", organisation_id)):
        with one_trip():
            cursor = connection.cursor()
            cursor.execute(_ENTER, [str(organisation_id), key_hash(session.session_key or "")])
            asked = _MEMBERSHIP.ask({})
        with cursor:
            *_told, person_id, data = cursor.fetchone()
        found = asked.rows()
        if found:
            looks_as(person_id)
            session.found(person_id, data)
        yield found[0] if found else None
