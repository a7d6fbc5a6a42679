"""Whoever works somewhere has no verified session that was not strong; whoever stops has none at all.

Held by the database, so that it holds for pages, programs and sockets alike, whoever makes somebody a member.
Both sides take the same lock: a session that is being verified and a membership that begins cannot pass each other.
"""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable

WITHOUT_STRENGTH = """
SET LOCAL ROLE bd_door_gate;
DROP FUNCTION session_save(bytea, uuid, boolean, text, text, timestamptz, interval, boolean);
RESET ROLE;
"""
TRIGGERS = """
CREATE TRIGGER sessions_of_new_member AFTER INSERT ON tenants_membership
  FOR EACH ROW EXECUTE FUNCTION sessions_follow_membership();
CREATE TRIGGER sessions_of_changed_member AFTER UPDATE OF ended_at ON tenants_membership
  FOR EACH ROW WHEN (OLD.ended_at IS DISTINCT FROM NEW.ended_at) EXECUTE FUNCTION sessions_follow_membership();
"""
NO_TRIGGERS = """
DROP TRIGGER sessions_of_new_member ON tenants_membership;
DROP TRIGGER sessions_of_changed_member ON tenants_membership;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0012_strong_sessions"), ("tenants", "0005_row_security_of_staff_invitations")]
    operations = [
        ProtectedTable(
            "tenants_membership",
            {"bd_door_gate": {"SELECT (person_id, ended_at)": "true"}},
        ),
        migrations.RunSQL(WITHOUT_STRENGTH),
        Door(
            "session_save",
            owner="bd_door_gate",
            arguments="bytea, uuid, boolean, text, text, timestamptz, interval, boolean, boolean",
            definition="""(hash bytea, who uuid, verified boolean, content text, called text, until timestamptz,
                idle interval, is_new boolean, strong boolean)
              RETURNS boolean LANGUAGE plpgsql AS $$
              DECLARE works boolean := false;
              BEGIN
                IF verified AND NOT strong THEN
                  PERFORM pg_advisory_xact_lock(hashtextextended('sessions of ' || who, 0));
                  works := EXISTS (SELECT FROM tenants_membership m WHERE m.person_id = who AND m.ended_at IS NULL);
                END IF;
                IF is_new THEN
                  INSERT INTO people_session
                    (key_hash, person_id, is_verified, is_strong, data, label, created_at, seen_at, expires_at, idle_limit)
                  VALUES (hash, who, verified AND NOT works, verified AND strong, content, called, now(), now(), until, idle)
                  ON CONFLICT DO NOTHING;
                ELSE
                  UPDATE people_session s SET person_id = who, data = content, seen_at = now(),
                    is_verified = verified AND (NOT works OR (s.is_strong AND s.person_id = who)),
                    is_strong = verified AND (strong OR (s.is_strong AND s.person_id = who))
                  WHERE s.key_hash = hash;
                END IF;
                RETURN FOUND;
              END $$""",
            callers=["bd_web", "bd_gate"],
        ),
        Door(
            "sessions_follow_membership",
            owner="bd_door_gate",
            arguments="",
            definition="""() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('sessions of ' || NEW.person_id, 0));
                DELETE FROM people_session s WHERE s.person_id = NEW.person_id
                  AND (NEW.ended_at IS NOT NULL OR (s.is_verified AND NOT s.is_strong));
                RETURN NULL;
              END $$""",
            callers=["bd_owner"],
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
