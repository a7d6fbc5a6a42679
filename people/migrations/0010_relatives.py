"""Relatives as they are invited, what they may read when their access has ended, and how patients like contact."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantKey, TenantTable

IN_FORCE = "r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())"
# Everything somebody reaches as a patient's side, in a few rows: their own registrations, those they represent now
# (`until` is empty), and those they may read back as it was until their access ended.
REACH = f"""() RETURNS TABLE (organisation_id uuid, patient_id uuid, representation_id uuid, is_own boolean,
    covers_all boolean, may_write boolean, until timestamptz) LANGUAGE sql STABLE ROWS 5 AS $$
  SELECT p.organisation_id, p.id, NULL::uuid, true, true, true, NULL::timestamptz
  FROM people_patient p WHERE p.person_id = app_actor()
  UNION ALL
  SELECT r.organisation_id, r.patient_id, r.id, false, r.covers_all, r.may_write, NULL
  FROM people_representation r WHERE r.person_id = app_actor() AND {IN_FORCE}
  UNION ALL
  SELECT r.organisation_id, r.patient_id, r.id, false, r.covers_all, false, r.ends_at
  FROM people_representation r LEFT JOIN people_relativerule u ON u.organisation_id = r.organisation_id
  WHERE r.person_id = app_actor() AND r.ends_at <= now() AND r.ends_at > r.starts_at AND 'until' = CASE r.end_reason
    WHEN 'discharge' THEN coalesce(u.after_discharge, 'until')
    WHEN 'death' THEN coalesce(u.after_death, 'until')
    WHEN 'date' THEN coalesce(u.after_end, 'nothing')
    WHEN 'team' THEN coalesce(u.after_end, 'nothing')
    ELSE 'nothing' END $$"""
POLICIES = """
ALTER POLICY bd_participant_select ON people_patient USING (id IN (SELECT patient_id FROM app_my_reach()));
CREATE POLICY bd_participant_update ON people_patient FOR UPDATE TO bd_participant
  USING (id IN (SELECT app_my_own_patients())) WITH CHECK (id IN (SELECT app_my_own_patients()));
GRANT UPDATE (contact_preference) ON people_patient TO bd_participant;
-- Who looked is for the patient alone.
ALTER POLICY bd_participant_select ON audit_accesslogentry USING (patient_id IN (SELECT app_my_own_patients()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_keys_of_invitations"),
        ("tenants", "0002_row_security"),
        ("audit", "0003_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="RelativeRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "after_end",
                    models.CharField(
                        choices=[("nothing", "nothing any more"), ("until", "what was there until then")],
                        default="nothing",
                        max_length=7,
                    ),
                ),
                (
                    "after_discharge",
                    models.CharField(
                        choices=[
                            ("nothing", "nothing any more"),
                            ("until", "what was there until then"),
                            ("keeps", "everything: access goes on"),
                        ],
                        default="until",
                        max_length=7,
                    ),
                ),
                (
                    "after_death",
                    models.CharField(
                        choices=[("nothing", "nothing any more"), ("until", "what was there until then")],
                        default="until",
                        max_length=7,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="invitation",
            name="representation",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="people.representation",
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="contact_preference",
            field=models.CharField(
                db_default="",
                blank=True,
                choices=[
                    ("visit", "a visit"),
                    ("video", "a video call"),
                    ("phone", "a telephone call"),
                    ("written", "a written message"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="deceased_on",
            field=models.DateField(
                blank=True, help_text="As the organisation's own system tells.", null=True
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="discharged_on",
            field=models.DateField(blank=True, help_text="As the team enters it.", null=True),
        ),
        migrations.AddField(
            model_name="representation",
            name="age_told_at",
            field=models.DateTimeField(
                blank=True, help_text="Told that the patient comes of age.", null=True
            ),
        ),
        migrations.AddField(
            model_name="representation",
            name="covers_all",
            field=models.BooleanField(
                db_default=True, default=True, help_text="Otherwise the conversations that were chosen."
            ),
        ),
        migrations.AddField(
            model_name="representation",
            name="email",
            field=models.EmailField(db_default="", blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="representation",
            name="end_reason",
            field=models.CharField(
                db_default="",
                blank=True,
                choices=[
                    ("date", "the end date that was agreed"),
                    ("discharge", "the discharge"),
                    ("death", "the death of the patient"),
                    ("age", "the patient is 16 years old"),
                    ("patient", "ended by the patient"),
                    ("relative", "ended by the relative"),
                    ("team", "ended by the team"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="representation",
            name="mobile",
            field=models.CharField(db_default="", blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="representation",
            name="name",
            field=models.CharField(db_default="", blank=True, max_length=161),
        ),
        migrations.AddField(
            model_name="representation",
            name="relation",
            field=models.CharField(
                db_default="other",
                choices=[
                    ("mother", "mother"),
                    ("father", "father"),
                    ("parent", "parent"),
                    ("partner", "partner"),
                    ("child", "son or daughter"),
                    ("sibling", "brother or sister"),
                    ("friend", "friend"),
                    ("carer", "carer"),
                    ("guardian", "guardian"),
                    ("other", "relative"),
                ],
                default="other",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="representation",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="representations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="representation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("organisation", "patient", "person"),
                name="one_representation_per_person",
            ),
        ),
        migrations.AddField(
            model_name="relativerule",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="relativerule",
            constraint=models.UniqueConstraint(fields=("organisation",), name="one_rule_per_organisation"),
        ),
        TenantTable(
            "RelativeRule",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_door_reach": {
                    "SELECT": "organisation_id IN (SELECT r.organisation_id FROM people_representation r)"
                }
            },
        ),
        TenantKey("Invitation", "representation"),
        Door(
            "app_my_own_patients",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 3 AS $$
              SELECT id FROM people_patient WHERE person_id = app_actor() $$""",
            callers=["bd_participant"],
        ),
        # From here on: those whose conversations are reached whole; see app_my_chosen_conversations for the others.
        Door(
            "app_my_patients",
            owner="bd_door_reach",
            arguments="",
            definition=f"""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$
              SELECT id FROM people_patient WHERE person_id = app_actor()
              UNION SELECT r.patient_id FROM people_representation r
              WHERE r.person_id = app_actor() AND r.covers_all AND {IN_FORCE} $$""",
            callers=["bd_participant"],
        ),
        migrations.RunSQL(
            "GRANT SELECT (id, covers_all, may_write, end_reason) ON people_representation TO bd_door_reach"
        ),
        Door(
            "app_my_reach", owner="bd_door_reach", arguments="", definition=REACH, callers=["bd_participant"]
        ),
        Door(
            "app_my_organisations",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 3 AS $$
              SELECT DISTINCT organisation_id FROM app_my_reach() $$""",
            callers=["bd_participant"],
        ),
        migrations.RunSQL(POLICIES),
    ]
