"""A notice whose worker died waits 25 seconds for another, so that two deaths in a row stay within a minute.

A worker takes five at a time, each gateway has four seconds, and so a lease is longer than what it is for.
"""

from django.db import migrations

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [("notifications", "0011_number_changed")]
    operations = [
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
              SET state = 'leased', lease_until = clock_timestamp() + interval '25 seconds', attempts = n.attempts + 1
              FROM due WHERE n.id = due.id
              RETURNING n.id, n.organisation_id, n.attempts $$""",
            callers=["bd_worker"],
        ),
    ]
