"""A look at many sessions at once that does not count as use: an open line keeps no session alive."""

from django.db import migrations

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [("people", "0006_row_security_of_limits")]
    operations = [
        Door(
            "sessions_ended",
            owner="bd_door_gate",
            arguments="bytea[]",
            definition="""(wanted bytea[]) RETURNS SETOF bytea LANGUAGE sql STABLE AS $$
              SELECT hash FROM unnest(wanted) AS hash WHERE NOT EXISTS (
                SELECT FROM people_session s WHERE s.key_hash = hash AND s.is_verified AND s.person_id IS NOT NULL
                AND s.expires_at > now() AND s.seen_at + s.idle_limit > now()) $$""",
            callers=["bd_web"],
        )
    ]
