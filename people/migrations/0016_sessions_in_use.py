"""A verified session that was noted as in use within the minute: read without a write, for most pages."""

from django.db import migrations

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [("people", "0015_accounts_of_a_provider")]

    operations = [
        Door(
            "session_in_use",
            owner="bd_door_gate",
            arguments="bytea",
            # The limits of session_load; what it would write down does not need to be yet.
            definition="""(wanted bytea) RETURNS TABLE (person_id uuid, data text) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT s.person_id, s.data FROM people_session s
              WHERE s.key_hash = wanted AND s.is_verified AND s.person_id IS NOT NULL AND s.expires_at > now()
                AND s.seen_at + s.idle_limit > now() AND s.seen_at >= now() - interval '1 minute' $$""",
            callers=["bd_web"],
        ),
    ]
