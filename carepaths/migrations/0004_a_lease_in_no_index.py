"""Claiming rewrites no index: a lease stands in a column of its own, and rows keep room beside them."""

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door

# A claimed row finds place on its own page, so that no index learns of it; what is done is swept up soon.
# No key names a due step, so the index that such a key needs is none of its own.
ROOM = """
ALTER TABLE carepaths_duestep SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE carepaths_duestep DROP CONSTRAINT carepaths_duestep_own;
GRANT SELECT (ctid, lease_until), UPDATE (lease_until) ON carepaths_duestep TO bd_door_clock;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("carepaths", "0003_visits_of_a_department"),
        ("tenants", "0006_removed_departments"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duestep",
            name="nothing_planned_twice",
        ),
        migrations.RemoveConstraint(
            model_name="duestep",
            name="nothing_done_twice",
        ),
        migrations.AddField(
            model_name="duestep",
            name="lease_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="duestep",
            name="enrolment",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="due_steps",
                to="carepaths.enrolment",
            ),
        ),
        migrations.AlterField(
            model_name="duestep",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="duestep",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "organisation", "step", "kind", "occurrence", "visit_version"),
                name="nothing_planned_twice",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="duestep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "step"), ("state", "done")),
                fields=("enrolment", "organisation", "step", "occurrence"),
                name="nothing_done_twice",
            ),
        ),
        migrations.RunSQL(ROOM),
        # plpgsql keeps its plans for as long as a connection lives; plain SQL is planned at every poll.
        Door(
            "claim_due_steps",
            owner="bd_door_clock",
            arguments="integer, interval",
            definition="""(most integer, lease interval)
              RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint, due_at timestamptz)
              LANGUAGE plpgsql ROWS 100 SET plan_cache_mode = force_generic_plan AS $$
              BEGIN
              RETURN QUERY WITH due AS (
                SELECT d.ctid AS place FROM carepaths_duestep d
                WHERE d.state IN ('due', 'leased') AND d.wake_at <= now()
                  AND (d.lease_until IS NULL OR d.lease_until <= now())
                ORDER BY d.wake_at LIMIT least(most, 1000) FOR NO KEY UPDATE SKIP LOCKED)
              UPDATE carepaths_duestep d
              SET lease_until = now() + lease, attempts = least(d.attempts + 1, 32000)
              FROM due WHERE d.ctid = due.place
              RETURNING d.id, d.organisation_id, d.attempts, d.due_at;
              END $$""",
            callers=["bd_worker"],
        ),
    ]
