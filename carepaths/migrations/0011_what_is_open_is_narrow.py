"""What is to be done stands in a narrow table beside its record; claiming and doing write no index of either.

Triggers keep the narrow row for as long as the step is due or failed, so nothing else has to think of it.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from rowsecurity.operations import Door, TenantTable

# What waits for an older plan is planned anew; it must not hold the place of what took over.
TIDY = """
ALTER TABLE carepaths_duestep NO FORCE ROW LEVEL SECURITY;
ALTER TABLE carepaths_enrolment NO FORCE ROW LEVEL SECURITY;
UPDATE carepaths_duestep SET state = 'due' WHERE state = 'leased';
UPDATE carepaths_duestep d SET state = 'cancelled', reason = 'visit_moved'
FROM carepaths_enrolment e
WHERE e.id = d.enrolment_id AND d.visit_version < e.plan_number AND d.state IN ('due', 'failed');
ALTER TABLE carepaths_enrolment FORCE ROW LEVEL SECURITY;
"""
# A claimed row finds place on its own page, so that no index learns of it; what is done is swept up soon.
# No key names a row of it, so the index that such a key needs is none of its own.
NARROW = """
ALTER TABLE carepaths_openstep DROP CONSTRAINT carepaths_openstep_own;
ALTER TABLE carepaths_openstep SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000);
GRANT SELECT (ctid) ON carepaths_openstep TO bd_door_clock;
DROP POLICY bd_door_clock_select ON carepaths_duestep;
DROP POLICY bd_door_clock_update ON carepaths_duestep;
REVOKE SELECT (ctid), UPDATE (lease_until, wake_at) ON carepaths_duestep FROM bd_door_clock;
CREATE POLICY bd_door_clock_select ON carepaths_duestep FOR SELECT TO bd_door_clock
  USING (state IN ('due', 'failed'));
CREATE POLICY bd_door_clock_update ON carepaths_duestep FOR UPDATE TO bd_door_clock
  USING (state = 'failed') WITH CHECK (state = 'due');
SET LOCAL ROLE bd_door_clock;
DROP FUNCTION claim_due_steps(integer, interval);
RESET ROLE;
"""
# Once for a statement, however many rows it changed.
FOLLOW = """() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM carepaths_openstep o USING changed c WHERE o.id = c.id AND c.state NOT IN ('due', 'failed');
    INSERT INTO carepaths_openstep (id, organisation_id, wake_at)
    SELECT c.id, c.organisation_id, CASE WHEN c.state = 'failed' THEN 'infinity'
      WHEN w.state = 'failed' THEN least(c.due_at, now()) ELSE c.due_at END
    FROM changed c JOIN was w ON w.id = c.id
    WHERE c.state IN ('due', 'failed') AND (c.state <> w.state OR c.due_at <> w.due_at)
    ON CONFLICT (id) DO UPDATE SET wake_at = EXCLUDED.wake_at, lease_until = NULL, attempts = 0, was_lost = false;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO carepaths_openstep (id, organisation_id, wake_at)
    SELECT c.id, c.organisation_id, CASE c.state WHEN 'due' THEN c.due_at ELSE 'infinity' END
    FROM changed c WHERE c.state IN ('due', 'failed');
  ELSE
    DELETE FROM carepaths_openstep o USING was w WHERE o.id = w.id;
  END IF;
  RETURN NULL;
END $$"""
TRIGGERS = """
CREATE TRIGGER open_step_of_new AFTER INSERT ON carepaths_duestep REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION open_steps_follow();
CREATE TRIGGER open_step_of_changed AFTER UPDATE ON carepaths_duestep
  REFERENCING OLD TABLE AS was NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION open_steps_follow();
CREATE TRIGGER open_step_of_removed AFTER DELETE ON carepaths_duestep REFERENCING OLD TABLE AS was
  FOR EACH STATEMENT EXECUTE FUNCTION open_steps_follow();
"""
MOVE = """
ALTER TABLE carepaths_openstep NO FORCE ROW LEVEL SECURITY;
INSERT INTO carepaths_openstep (id, organisation_id, wake_at, attempts)
SELECT id, organisation_id, CASE state WHEN 'due' THEN wake_at ELSE 'infinity' END, attempts
FROM carepaths_duestep WHERE state IN ('due', 'failed') ORDER BY wake_at;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE carepaths_openstep FORCE ROW LEVEL SECURITY;
ALTER TABLE carepaths_duestep FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("carepaths", "0010_dates_of_patients"),
        ("tenants", "0006_removed_departments"),
    ]

    operations = [
        migrations.RunSQL(TIDY),
        migrations.RemoveIndex(model_name="duestep", name="due_now"),
        migrations.RemoveIndex(model_name="duestep", name="due_failed"),
        migrations.RemoveConstraint(model_name="duestep", name="nothing_done_twice"),
        migrations.AlterField(
            model_name="duestep",
            name="state",
            field=models.CharField(
                choices=[
                    ("due", "planned"),
                    ("done", "sent"),
                    ("skipped", "left out"),
                    ("cancelled", "lapsed"),
                    ("failed", "failed"),
                ],
                default="due",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="duestep",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, help_text="Tries that went wrong."),
        ),
        migrations.AddField(
            model_name="duestep",
            name="holds_place",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.ExpressionWrapper(
                    models.Q(("state__in", ["due", "failed", "done"])), models.BooleanField()
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddConstraint(
            model_name="duestep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("holds_place", True), ("kind", "step")),
                fields=("enrolment", "organisation", "step", "occurrence"),
                name="nothing_done_twice",
            ),
        ),
        migrations.CreateModel(
            name="OpenStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("wake_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "was_lost",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="The lease before this one ended without a word.",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["wake_at"], name="due_now")],
            },
        ),
        # Who works here plans steps; what is claimed of them is for the clock.
        TenantTable(
            "OpenStep",
            staff="",
            job="SELECT, UPDATE (wake_at, lease_until)",
            access={"bd_door_clock": dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), "true")},
        ),
        migrations.RunSQL(NARROW),
        migrations.RunSQL(MOVE),
        migrations.RemoveField(model_name="duestep", name="wake_at"),
        migrations.RemoveField(model_name="duestep", name="lease_until"),
        Door(
            "open_steps_follow",
            owner="bd_door_clock",
            arguments="",
            definition=FOLLOW,
            callers=["bd_owner"],
        ),
        migrations.RunSQL(TRIGGERS),
        # The places are looked up first, so that no plan ever joins the whole table; a claim that a crash
        # forgets is one that nobody has, so it does not wait for the disk.
        Door(
            "claim_due_steps",
            owner="bd_door_clock",
            arguments="integer, interval",
            definition="""(most integer, lease interval)
              RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint, wake_at timestamptz, was_lost boolean)
              LANGUAGE plpgsql ROWS 100 SET plan_cache_mode = force_generic_plan AS $$
              BEGIN
              RETURN QUERY UPDATE carepaths_openstep d
              SET lease_until = now() + lease, attempts = least(d.attempts + 1, 32000),
                was_lost = d.lease_until IS NOT NULL
              WHERE d.ctid = ANY (ARRAY(
                SELECT o.ctid FROM carepaths_openstep o
                WHERE o.wake_at <= now() AND (o.lease_until IS NULL OR o.lease_until <= now())
                ORDER BY o.wake_at LIMIT least(most, 5000) FOR NO KEY UPDATE SKIP LOCKED))
              RETURNING d.id, d.organisation_id, d.attempts, d.wake_at, d.was_lost;
              IF FOUND THEN
                PERFORM set_config('synchronous_commit', 'off', true);
              END IF;
              END $$""",
            callers=["bd_worker"],
        ),
        # For /healthz: how late the clock is, in seconds; a number only.
        Door(
            "seconds_behind",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS double precision LANGUAGE sql STABLE AS $$
              SELECT coalesce(extract(epoch FROM now() - min(d.wake_at)), 0)::double precision
              FROM carepaths_openstep d WHERE d.wake_at <= now() $$""",
            callers=["bd_web", "bd_worker"],
        ),
        Door(
            "clock_standing",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS TABLE (oldest_seconds double precision, overdue bigint, leased bigint, failed bigint)
              LANGUAGE sql STABLE AS $$
              SELECT coalesce(extract(epoch FROM now() - min(d.wake_at)), 0)::double precision, count(*),
                count(*) FILTER (WHERE d.lease_until > now()),
                (SELECT count(*) FROM carepaths_openstep f WHERE f.wake_at = 'infinity')
              FROM carepaths_openstep d WHERE d.wake_at <= now() $$""",
            callers=["bd_web", "bd_gate"],
        ),
    ]
