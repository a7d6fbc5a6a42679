"""Which lines of the log wait for the disk."""

from __future__ import annotations

import pytest
from django.db import connection

from audit.actions import Looker, record
from audit.models import AccessLogEntry
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.conversations.stage import asked


def waits() -> str:
    with connection.cursor() as cursor:
        return cursor.execute("SHOW synchronous_commit").fetchone()[0]


@pytest.mark.parametrize(("is_awaited", "said"), [(True, "on"), (False, "off")])
def test_only_who_says_so_does_not_wait_for_the_disk(lindeborg, is_awaited, said):
    with job_scope(lindeborg.id):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
        line = {"event": "queue.read", "action": "R", "object_type": "department"}
        record(looker=Looker("Marieke", "clinician"), organisation_id=lindeborg.id, waits=is_awaited, **line)
        assert waits() == said
        assert AccessLogEntry.objects.filter(**line).count() == 1


def test_a_list_that_is_opened_leaves_its_line(lindeborg):
    asked(lindeborg)
    marieke = lindeborg.staff["Marieke"]
    signed_in(marieke.person).get("/org/lindeborg/")
    with job_scope(lindeborg.id):
        line = AccessLogEntry.objects.get(event="queue.read", actor_id=marieke.person_id)
    assert (line.actor_label, line.action, line.object_id) == (marieke.label, "R", lindeborg.department.id)
    assert line.source
