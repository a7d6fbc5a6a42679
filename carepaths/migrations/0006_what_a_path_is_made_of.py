"""What a path is made of: triggers, named anchors, steps that count from them, and moments per enrolment."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable

# What versions and enrolments say already, in the new words. Row security is forced on the owner too; for
# these statements, in this transaction, it is not. Nothing that a version says is changed by it.
TABLES = (
    "carepath",
    "carepathversion",
    "step",
    "enrolment",
    "duestep",
    "visit",
    "pathtrigger",
    "pathanchor",
    "enrolmentanchor",
)
FILL = (
    "".join(f"ALTER TABLE carepaths_{name} NO FORCE ROW LEVEL SECURITY;" for name in TABLES)
    + """
ALTER TABLE carepaths_step DISABLE TRIGGER version_is_fixed;
UPDATE carepaths_step SET conditions = jsonb_build_array(
  jsonb_build_object('kind', 'no_result', 'code', result_code, 'days', result_days)) WHERE condition = 'no_result';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE carepaths_step ENABLE TRIGGER version_is_fixed;
INSERT INTO carepaths_pathtrigger (id, organisation_id, version_id, kind, code, code_name, days_ahead, questionnaire, item)
SELECT gen_random_uuid(), v.organisation_id, v.id, 'appointment', p.visit_kind, p.visit_kind_name, v.days_ahead, '', ''
FROM carepaths_carepathversion v JOIN carepaths_carepath p ON p.id = v.path_id;
INSERT INTO carepaths_pathanchor (id, organisation_id, version_id, key, name, source, has_time, is_required, number)
SELECT gen_random_uuid(), v.organisation_id, v.id, 'appointment', 'Afspraak', 'appointment', true, true, 0
FROM carepaths_carepathversion v;
UPDATE carepaths_enrolment e SET plan_number = v.version FROM carepaths_visit v WHERE v.id = e.visit_id;
INSERT INTO carepaths_enrolmentanchor (id, organisation_id, enrolment_id, key, moment, zone, is_day, version, told)
SELECT gen_random_uuid(), e.organisation_id, e.id, 'appointment', v.starts_at, v.zone, false, v.version,
  (SELECT d.visit_starts_at FROM carepaths_duestep d WHERE d.enrolment_id = e.id AND d.state = 'done'
   ORDER BY d.visit_version DESC, d.done_at DESC LIMIT 1)
FROM carepaths_enrolment e JOIN carepaths_visit v ON v.id = e.visit_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
    + "".join(f"ALTER TABLE carepaths_{name} FORCE ROW LEVEL SECURITY;" for name in TABLES)
)
# Beside its steps, what starts and anchors a version never changes either; a draft may be thrown away.
FIXED = """
CREATE TRIGGER version_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON carepaths_pathtrigger
  FOR EACH ROW EXECUTE FUNCTION carepaths_version_is_fixed();
CREATE TRIGGER version_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON carepaths_pathanchor
  FOR EACH ROW EXECUTE FUNCTION carepaths_version_is_fixed();
CREATE FUNCTION carepaths_version_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft') THEN
    RAISE EXCEPTION 'a version that was used stays' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE ON carepaths_carepathversion
  FOR EACH ROW EXECUTE FUNCTION carepaths_version_stays();
GRANT DELETE ON carepaths_carepathversion TO bd_staff, bd_job;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("carepaths", "0005_figures_of_the_clock"),
        ("conversations", "0019_sending_asks_less"),
        ("people", "0013_sessions_of_members"),
        ("tenants", "0006_removed_departments"),
    ]

    operations = [
        migrations.RenameField("step", "offset_days", "offset"),
        migrations.AlterField(
            model_name="step",
            name="offset",
            field=models.SmallIntegerField(help_text="From the anchor; before it is negative."),
        ),
        migrations.CreateModel(
            name="EnrolmentAnchor",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(help_text="Of the PathAnchor.", max_length=30)),
                ("moment", models.DateTimeField(blank=True, null=True)),
                ("zone", models.CharField(default="Europe/Amsterdam", max_length=40)),
                ("is_day", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1, help_text="Goes up when it is moved.")),
                ("told", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="PathAnchor",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(help_text="Also a placeholder in texts.", max_length=30)),
                ("name", models.CharField(max_length=60)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("appointment", "the appointment"),
                            ("discharge", "the discharge"),
                            ("team", "a date the team enters"),
                            ("patient", "a date the patient enters"),
                            ("start", "the start of the enrolment"),
                        ],
                        max_length=11,
                    ),
                ),
                ("has_time", models.BooleanField(default=True)),
                ("is_required", models.BooleanField(default=True)),
                ("number", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["number", "key"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="PathTrigger",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("appointment", "an appointment"),
                            ("by_hand", "enrolment by hand"),
                            ("answer", "an answer"),
                            ("result", "a result that is in"),
                            ("discharge", "discharge"),
                        ],
                        max_length=11,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=80)),
                ("code_name", models.CharField(blank=True, max_length=80)),
                ("days_ahead", models.PositiveSmallIntegerField(default=1)),
                ("of_step", models.UUIDField(blank=True, null=True)),
                (
                    "questionnaire",
                    models.CharField(blank=True, help_text="Canonical address.", max_length=300),
                ),
                ("item", models.CharField(blank=True, help_text="linkId of the question.", max_length=120)),
            ],
            options={
                "ordering": ["kind", "code"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AlterModelOptions(
            name="step",
            options={"base_manager_name": "objects", "ordering": ["number", "offset", "at"]},
        ),
        migrations.RemoveConstraint(
            model_name="carepath",
            name="one_path_per_kind",
        ),
        migrations.RemoveConstraint(
            model_name="enrolment",
            name="one_path_per_visit",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="a_condition_names_its_result",
        ),
        migrations.AddField(
            model_name="carepathversion",
            name="created_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="began_by",
            field=models.CharField(
                choices=[
                    ("appointment", "an appointment"),
                    ("by_hand", "enrolment by hand"),
                    ("answer", "an answer"),
                    ("result", "a result that is in"),
                    ("discharge", "discharge"),
                ],
                db_default="appointment",
                default="appointment",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="plan_number",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="step",
            name="anchor",
            field=models.CharField(db_default="appointment", default="appointment", max_length=30),
        ),
        migrations.AddField(
            model_name="step",
            name="conditions",
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="step",
            name="key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="number",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text="Place in the list."),
        ),
        migrations.AddField(
            model_name="step",
            name="questionnaire",
            field=models.CharField(
                blank=True, db_default="", help_text="Canonical address|version of the list.", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="repeat_days",
            field=models.PositiveSmallIntegerField(blank=True, help_text="Every so many days.", null=True),
        ),
        migrations.AddField(
            model_name="step",
            name="repeat_times",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="step",
            name="texts",
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="step",
            name="unit",
            field=models.CharField(
                choices=[("days", "days"), ("hours", "hours"), ("working_days", "working days")],
                db_default="days",
                default="days",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="until",
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AlterField(
            model_name="duestep",
            name="kind",
            field=models.CharField(
                choices=[("step", "step"), ("moved", "a moment was moved")], default="step", max_length=6
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="status",
            field=models.CharField(
                choices=[("active", "active"), ("paused", "paused"), ("ended", "ended")],
                default="active",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="visit",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolments",
                to="carepaths.visit",
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="at",
            field=models.TimeField(
                blank=True, help_text="Local time; none when it counts in hours.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="deadline_days",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="To be done so many days before the anchor.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="kind",
            field=models.CharField(
                choices=[
                    ("message", "message"),
                    ("task", "message with buttons"),
                    ("questionnaire", "question list"),
                    ("team_task", "task for the team"),
                    ("letter", "letter"),
                    ("end", "end of the path"),
                ],
                max_length=13,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="text",
            field=models.TextField(
                blank=True, help_text="With placeholders; see wording.py.", max_length=2000
            ),
        ),
        migrations.AddField(
            model_name="enrolmentanchor",
            name="enrolment",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="anchors",
                to="carepaths.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentanchor",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddField(
            model_name="pathanchor",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddField(
            model_name="pathanchor",
            name="version",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="anchors",
                to="carepaths.carepathversion",
            ),
        ),
        migrations.AddField(
            model_name="pathtrigger",
            name="department",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.department",
            ),
        ),
        migrations.AddField(
            model_name="pathtrigger",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddField(
            model_name="pathtrigger",
            name="version",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="triggers",
                to="carepaths.carepathversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentanchor",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "organisation", "key"), name="one_moment_per_anchor"
            ),
        ),
        migrations.AddConstraint(
            model_name="pathanchor",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("version"), models.F("key"), name="one_anchor_per_key"
            ),
        ),
        migrations.AddIndex(
            model_name="pathtrigger",
            index=models.Index(fields=["organisation", "kind", "code"], name="triggers_by_code"),
        ),
        TenantTable("PathTrigger"),
        TenantTable("PathAnchor"),
        TenantTable("EnrolmentAnchor", staff="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(FILL),
        migrations.RemoveField(
            model_name="carepath",
            name="visit_kind",
        ),
        migrations.RemoveField(
            model_name="carepath",
            name="visit_kind_name",
        ),
        migrations.RemoveField(
            model_name="carepathversion",
            name="days_ahead",
        ),
        migrations.RemoveField(
            model_name="step",
            name="condition",
        ),
        migrations.RemoveField(
            model_name="step",
            name="result_days",
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["active", "paused"])),
                fields=("organisation", "visit"),
                name="one_path_per_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["active", "paused"]), ("visit", None)),
                fields=("organisation", "patient", "version"),
                name="once_on_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("version"), models.F("key"), name="one_step_per_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit", "hours"), ("at__isnull", False), _connector="OR"),
                name="a_day_names_its_hour",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeat_times__gte", 1)), name="at_least_once"
            ),
        ),
        migrations.RunSQL(FIXED),
    ]
