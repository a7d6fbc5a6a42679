"""What the dispatchers did, counted by the minute: numbers only, over all organisations.

The truth stands in the due steps; these counts are for looking at. A dispatcher that is killed takes the
counts of one batch with it.
"""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable

TABLE = """
CREATE TABLE carepaths_clocktally (
  minute timestamptz NOT NULL, what varchar(80) NOT NULL, number bigint NOT NULL, PRIMARY KEY (minute, what));
SET LOCAL ROLE bd_door_clock;
DROP FUNCTION claim_due_steps(integer, interval);
RESET ROLE;
"""
# For failures on the operator's page, and for trying them again: never what was to be said, or to whom.
FAILURES = """
DROP POLICY bd_door_clock_select ON carepaths_duestep;
DROP POLICY bd_door_clock_update ON carepaths_duestep;
CREATE POLICY bd_door_clock_select ON carepaths_duestep FOR SELECT TO bd_door_clock
  USING (state IN ('due', 'leased', 'failed'));
CREATE POLICY bd_door_clock_update ON carepaths_duestep FOR UPDATE TO bd_door_clock
  USING (state IN ('due', 'leased', 'failed')) WITH CHECK (state IN ('due', 'leased'));
GRANT SELECT (reason), UPDATE (reason) ON carepaths_duestep TO bd_door_clock;
"""


class Migration(migrations.Migration):
    dependencies = [("carepaths", "0004_a_lease_in_no_index")]
    operations = [
        migrations.RunSQL(TABLE),
        migrations.RunSQL(FAILURES),
        ProtectedTable(
            "carepaths_clocktally",
            {"bd_door_clock": dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), "true")},
        ),
        # As before, and whether an earlier lease ended without a word: its worker died or was too slow.
        Door(
            "claim_due_steps",
            owner="bd_door_clock",
            arguments="integer, interval",
            definition="""(most integer, lease interval)
              RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint, due_at timestamptz, was_lost boolean)
              LANGUAGE plpgsql ROWS 100 SET plan_cache_mode = force_generic_plan AS $$
              BEGIN
              RETURN QUERY WITH due AS (
                SELECT d.ctid AS place, d.lease_until IS NOT NULL AS lost FROM carepaths_duestep d
                WHERE d.state IN ('due', 'leased') AND d.wake_at <= now()
                  AND (d.lease_until IS NULL OR d.lease_until <= now())
                ORDER BY d.wake_at LIMIT least(most, 1000) FOR NO KEY UPDATE SKIP LOCKED)
              UPDATE carepaths_duestep d
              SET lease_until = now() + lease, attempts = least(d.attempts + 1, 32000)
              FROM due WHERE d.ctid = due.place
              RETURNING d.id, d.organisation_id, d.attempts, d.due_at, due.lost;
              END $$""",
            callers=["bd_worker"],
        ),
        # Adds to the minute that runs; what is older than eight days becomes one sum, so that totals only grow.
        Door(
            "clock_tally",
            owner="bd_door_clock",
            arguments="text[], bigint[]",
            definition="""(names text[], numbers bigint[]) RETURNS void LANGUAGE sql AS $$
              INSERT INTO carepaths_clocktally AS t (minute, what, number)
              SELECT date_trunc('minute', now()), left(name, 80), add
              FROM unnest(names, numbers) AS each(name, add) ORDER BY name
              ON CONFLICT (minute, what) DO UPDATE SET number = t.number + EXCLUDED.number;
              WITH old AS (
                DELETE FROM carepaths_clocktally t
                WHERE t.minute < now() - interval '8 days' AND t.minute > '-infinity' RETURNING t.what, t.number)
              INSERT INTO carepaths_clocktally AS t (minute, what, number)
              SELECT '-infinity', o.what, sum(o.number) FROM old o GROUP BY o.what ORDER BY o.what
              ON CONFLICT (minute, what) DO UPDATE SET number = t.number + EXCLUDED.number $$""",
            callers=["bd_worker"],
        ),
        Door(
            "clock_totals",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS TABLE (what text, number bigint) LANGUAGE sql STABLE AS $$
              SELECT t.what, sum(t.number)::bigint FROM carepaths_clocktally t GROUP BY t.what ORDER BY t.what $$""",
            callers=["bd_web"],
        ),
        Door(
            "clock_standing",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS TABLE (oldest_seconds double precision, overdue bigint, leased bigint, failed bigint)
              LANGUAGE sql STABLE AS $$
              SELECT coalesce(extract(epoch FROM now() - min(d.wake_at)), 0)::double precision, count(*),
                count(*) FILTER (WHERE d.lease_until > now()),
                (SELECT count(*) FROM carepaths_duestep f WHERE f.state = 'failed')
              FROM carepaths_duestep d WHERE d.state IN ('due', 'leased') AND d.wake_at <= now() $$""",
            callers=["bd_web", "bd_gate"],
        ),
    ]
