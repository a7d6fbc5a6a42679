"""Adds to the access log, in the transaction of what it tells about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

INTO = """
INSERT INTO audit_accesslogentry (id, organisation_id, at, event, action, actor_id, actor_label, role,
  on_behalf_of_id, ground, patient_id, object_type, object_id, source)
"""
INSERT = f"""{INTO}
VALUES (gen_random_uuid(), %s, now(), %s, %s, app_actor(), %s, %s, %s, %s, %s, %s, %s, %s)
"""
# Says of the whole transaction that it does not wait for the disk.
INSERT_SOON = f"""{INTO}
SELECT gen_random_uuid(), %s, now(), %s, %s, app_actor(), %s, %s, %s, %s, %s, %s, %s, %s
FROM set_config('synchronous_commit', 'off', true)
"""


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks, as the log keeps it: the name and role at this moment, and where the request came from."""

    label: str
    role: str
    source: str = ""
    on_behalf_of_id: UUID | None = None
    ground: str = ""


def record(
    *,
    looker: Looker,
    organisation_id: UUID,
    event: str,
    action: str,
    object_type: str,
    object_id: UUID | None = None,
    patient_id: UUID | None = None,
    waits: bool = True,
) -> None:
    """Write one line; `event` as in the code ("conversation.read"), `action` of `AccessLogEntry.Action`.

    A page that writes nothing else need not wait until its line is on the disk (`waits`): it is there some
    hundredths of a second after the page was sent (docs/decisions/0030-the-line-of-a-list-does-not-wait.md).
    """
    who = [looker.label, looker.role, looker.on_behalf_of_id, looker.ground]
    what = [patient_id, object_type, object_id, looker.source]
    with connection.cursor() as cursor:
        cursor.execute(INSERT if waits else INSERT_SOON, [organisation_id, event, action, *who, *what])


INSERT_EACH = f"""{INTO}
SELECT gen_random_uuid(), %s, now(), %s, 'R', app_actor(), %s, %s, NULL, '', seen.patient, %s, seen.object, %s
FROM unnest(%s::uuid[], %s::uuid[]) AS seen(object, patient)
"""


def record_each(
    *,
    looker: Looker,
    organisation_id: UUID,
    event: str,
    object_type: str,
    seen: Sequence[tuple[UUID, UUID]],
) -> None:
    """Write a line for each object of a list that was looked at, with its patient; one statement."""
    objects, patients = [each for each, _ in seen], [patient for _, patient in seen]
    who = [looker.label, looker.role, object_type, looker.source]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_EACH, [organisation_id, event, *who, objects, patients])


INSERT_OVER_ORGANISATIONS = f"""{INTO}
SELECT gen_random_uuid(), seen.organisation, now(), %s, 'R', app_actor(), %s, %s, seen.patient, '',
  seen.patient, 'patient', seen.patient, %s
FROM unnest(%s::uuid[], %s::uuid[]) AS seen(organisation, patient)
"""


def record_read_along(*, looker: Looker, event: str, seen: Sequence[tuple[UUID, UUID]]) -> None:
    """Write a line for each patient (with organisation) whose things a relative saw; in a person scope."""
    organisations, patients = [each for each, _ in seen], [patient for _, patient in seen]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT_OVER_ORGANISATIONS,
            [event, looker.label, looker.role, looker.source, organisations, patients],
        )
