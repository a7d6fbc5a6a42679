"""Notices: made by who causes them, claimed over all organisations by the clock, sent one organisation at a time."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

IN_HAND = "state IN ('due', 'leased')"


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("people", "0004_row_security_of_patients"),
    ]
    operations = [
        TenantTable(
            "Notice",
            staff="SELECT, INSERT",
            job="SELECT, INSERT, UPDATE",
            access={
                "bd_door_clock": {
                    "SELECT (id, organisation_id, state, not_before, lease_until, attempts)": IN_HAND,
                    "UPDATE (state, lease_until, attempts)": IN_HAND,
                },
            },
        ),
        Door(
            "claim_due_notices",
            owner="bd_door_clock",
            arguments="int",
            definition="""(most int) RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint) LANGUAGE sql AS $$
              WITH due AS (
                SELECT n.id FROM notifications_notice n
                WHERE n.not_before <= clock_timestamp()
                  AND (n.state = 'due' OR (n.state = 'leased' AND n.lease_until < clock_timestamp()))
                ORDER BY n.not_before LIMIT least(most, 100) FOR UPDATE SKIP LOCKED)
              UPDATE notifications_notice n
              SET state = 'leased', lease_until = clock_timestamp() + interval '2 minutes', attempts = n.attempts + 1
              FROM due WHERE n.id = due.id
              RETURNING n.id, n.organisation_id, n.attempts $$""",
            callers=["bd_worker"],
        ),
        Door(
            "oldest_due_notice",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS timestamptz LANGUAGE sql STABLE AS $$
              SELECT min(not_before) FROM notifications_notice WHERE state IN ('due', 'leased') $$""",
            callers=["bd_web", "bd_worker"],
        ),
    ]
