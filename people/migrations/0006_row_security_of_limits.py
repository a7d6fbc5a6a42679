"""Sessions end when nothing is asked of them; guesses are counted behind doors; a passkey names its person."""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable

ALONE = dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), "true")
CALLERS = ["bd_web", "bd_worker", "bd_gate", "bd_staff", "bd_job"]

# The old form has no idle limit.
WITHOUT_IDLE_LIMIT = """
SET LOCAL ROLE bd_door_gate;
DROP FUNCTION session_save(bytea, uuid, boolean, text, text, timestamptz, boolean);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_limits_and_attempts"),
        ("people", "0004_row_security_of_patients"),
    ]
    operations = [
        Door(
            "session_load",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (person_id uuid, is_verified boolean, data text) LANGUAGE plpgsql ROWS 1 AS $$
              BEGIN
                UPDATE people_session s SET seen_at = now()
                WHERE s.key_hash = wanted AND s.expires_at > now() AND s.seen_at + s.idle_limit > now()
                  AND s.seen_at < now() - interval '1 minute';
                RETURN QUERY SELECT s.person_id, s.is_verified, s.data FROM people_session s
                WHERE s.key_hash = wanted AND s.expires_at > now() AND s.seen_at + s.idle_limit > now();
              END $$""",
            callers=["bd_web", "bd_gate"],
        ),
        migrations.RunSQL(WITHOUT_IDLE_LIMIT),
        Door(
            "session_save",
            owner="bd_door_gate",
            arguments="bytea, uuid, boolean, text, text, timestamptz, interval, boolean",
            definition="""(hash bytea, who uuid, verified boolean, content text, called text, until timestamptz,
                idle interval, is_new boolean)
              RETURNS boolean LANGUAGE plpgsql AS $$
              BEGIN
                IF is_new THEN
                  INSERT INTO people_session
                    (key_hash, person_id, is_verified, data, label, created_at, seen_at, expires_at, idle_limit)
                  VALUES (hash, who, verified, content, called, now(), now(), until, idle) ON CONFLICT DO NOTHING;
                ELSE
                  UPDATE people_session SET person_id = who, is_verified = verified, data = content, seen_at = now()
                  WHERE key_hash = hash;
                END IF;
                RETURN FOUND;
              END $$""",
            callers=["bd_web", "bd_gate"],
        ),
        Door(
            "session_delete",
            owner="bd_door_gate",
            arguments="bytea",
            definition="(hash bytea) RETURNS void LANGUAGE sql AS $$ DELETE FROM people_session WHERE key_hash = hash $$",
            callers=["bd_web", "bd_gate"],
        ),
        Door(
            "session_clear_expired",
            owner="bd_door_gate",
            arguments="",
            definition="""() RETURNS void LANGUAGE sql AS $$
              DELETE FROM people_session WHERE expires_at < now() OR seen_at + idle_limit < now() $$""",
            callers=["bd_worker", "bd_web"],
        ),
        ProtectedTable("people_attempt", {"bd_door_gate": ALONE}),
        Door(
            "attempt_allowed",
            owner="bd_door_gate",
            arguments="bytea, int, interval",
            definition="""(which bytea, most int, span interval) RETURNS boolean LANGUAGE sql AS $$
              INSERT INTO people_attempt AS a (bucket, tries, ends_at) VALUES (which, 1, now() + span)
              ON CONFLICT (bucket) DO UPDATE SET
                tries = CASE WHEN a.ends_at < now() THEN 1 ELSE a.tries + 1 END,
                ends_at = CASE WHEN a.ends_at < now() THEN now() + span ELSE a.ends_at END
              RETURNING tries <= most $$""",
            callers=CALLERS,
        ),
        Door(
            "attempt_open",
            owner="bd_door_gate",
            arguments="bytea, int",
            definition="""(which bytea, most int) RETURNS boolean LANGUAGE sql STABLE AS $$
              SELECT NOT EXISTS (
                SELECT FROM people_attempt WHERE bucket = which AND ends_at >= now() AND tries >= most) $$""",
            callers=CALLERS,
        ),
        Door(
            "attempt_forget",
            owner="bd_door_gate",
            arguments="bytea",
            definition="(which bytea) RETURNS void LANGUAGE sql AS $$ DELETE FROM people_attempt WHERE bucket = which $$",
            callers=CALLERS,
        ),
        Door(
            "attempt_clear_old",
            owner="bd_door_gate",
            arguments="",
            definition="() RETURNS void LANGUAGE sql AS $$ DELETE FROM people_attempt WHERE ends_at < now() $$",
            callers=["bd_worker", "bd_web"],
        ),
        ProtectedTable(
            "django_otp_webauthn_webauthncredential",
            {"bd_door_gate": {"SELECT (credential_id_sha256, user_id)": "true"}},
        ),
        Door(
            "person_by_passkey",
            owner="bd_door_gate",
            arguments="text",
            definition="""(wanted text) RETURNS uuid LANGUAGE sql STABLE AS $$
              SELECT user_id FROM django_otp_webauthn_webauthncredential WHERE credential_id_sha256 = wanted $$""",
            callers=["bd_gate"],
        ),
    ]
