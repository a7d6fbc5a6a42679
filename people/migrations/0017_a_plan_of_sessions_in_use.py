"""The same door, whose plan is kept: a function in SQL is planned anew by every statement that calls it."""

from django.db import migrations

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [("people", "0016_sessions_in_use")]

    operations = [
        Door(
            "session_in_use",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (person_id uuid, data text) LANGUAGE plpgsql STABLE ROWS 1 AS $$
              BEGIN
                RETURN QUERY SELECT s.person_id, s.data FROM people_session s
                WHERE s.key_hash = wanted AND s.is_verified AND s.person_id IS NOT NULL AND s.expires_at > now()
                  AND s.seen_at + s.idle_limit > now() AND s.seen_at >= now() - interval '1 minute';
              END $$""",
            callers=["bd_web"],
        ),
    ]
