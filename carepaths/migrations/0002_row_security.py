"""Who may do what with visits and paths, and the door through which due steps are claimed."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

MINE = "patient_id IN (SELECT app_my_patients())"
CHANGED = "SELECT, INSERT, UPDATE"

# A version that is used is what patients were told; it is replaced, never edited.
FIXED_ONCE_USED = """
CREATE FUNCTION carepaths_version_is_fixed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  edition uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
  IF (TG_OP = 'UPDATE' AND OLD.version_id <> NEW.version_id)
     OR EXISTS (SELECT FROM carepaths_carepathversion v WHERE v.id = edition AND v.state <> 'draft') THEN
    RAISE EXCEPTION 'a version in use never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER version_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON carepaths_step
  FOR EACH ROW EXECUTE FUNCTION carepaths_version_is_fixed();
ALTER TABLE carepaths_duestep SET (fillfactor = 70);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("carepaths", "0001_initial"),
        ("people", "0004_row_security_of_patients"),
        ("conversations", "0002_row_security"),
    ]
    operations = [
        # What the hospital's system tells is changed by what it tells only.
        TenantTable("Visit", staff="SELECT", job=CHANGED, access={"bd_participant": {"SELECT": MINE}}),
        TenantTable("Result", staff="SELECT", job=CHANGED),
        TenantTable("CarePath", staff=CHANGED),
        TenantTable("CarePathVersion", staff="SELECT, INSERT, UPDATE (state, days_ahead)"),
        TenantTable("Step"),
        TenantTable("Enrolment", staff=CHANGED),
        TenantTable(
            "DueStep",
            staff=CHANGED,
            access={
                "bd_door_clock": {
                    "SELECT (id, organisation_id, due_at, wake_at, state, attempts)": "state IN ('due', 'leased')",
                    "UPDATE (state, wake_at, attempts)": "state IN ('due', 'leased')",
                }
            },
        ),
        migrations.RunSQL(FIXED_ONCE_USED),
        # Over all organisations, by the clock of the database alone; gives ids, and nothing of anybody.
        Door(
            "claim_due_steps",
            owner="bd_door_clock",
            arguments="integer, interval",
            definition="""(most integer, lease interval)
              RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint, due_at timestamptz) LANGUAGE sql ROWS 100 AS $$
              WITH due AS (
                SELECT d.id FROM carepaths_duestep d
                WHERE d.state IN ('due', 'leased') AND d.wake_at <= now()
                ORDER BY d.wake_at LIMIT least(most, 1000) FOR NO KEY UPDATE SKIP LOCKED)
              UPDATE carepaths_duestep d
              SET state = 'leased', wake_at = now() + lease, attempts = least(d.attempts + 1, 32000)
              FROM due WHERE d.id = due.id
              RETURNING d.id, d.organisation_id, d.attempts, d.due_at $$""",
            callers=["bd_worker"],
        ),
        # For /healthz: how late the clock is, in seconds; a number only.
        Door(
            "seconds_behind",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS double precision LANGUAGE sql STABLE AS $$
              SELECT coalesce(extract(epoch FROM now() - min(d.wake_at)), 0)::double precision
              FROM carepaths_duestep d WHERE d.state IN ('due', 'leased') AND d.wake_at <= now() $$""",
            callers=["bd_web", "bd_worker"],
        ),
    ]
