"""Another mobile number for somebody with an account: asked by the helpdesk, confirmed at the desk."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, ProtectedTable, TenantTable

OWN = "organisation_id = (SELECT app_organisation())"
# The door changes the number of whom this organisation knows as a patient, and tells what it was.
NUMBERS = """
GRANT EXECUTE ON FUNCTION app_organisation(), app_actor() TO bd_door_gate;
GRANT SELECT (id, organisation_id) ON tenants_membership TO bd_door_gate;
GRANT SELECT (mobile), UPDATE (mobile) ON people_credential TO bd_door_gate;
CREATE POLICY bd_door_gate_update ON people_credential FOR UPDATE TO bd_door_gate
  USING (person_id IN (SELECT p.person_id FROM people_patient p));
"""


def key(to: str, **more: object) -> rowsecurity.models.TenantForeignKey:
    return rowsecurity.models.TenantForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0002_row_security"), ("people", "0013_sessions_of_members")]
    operations = [
        migrations.CreateModel(
            name="NumberChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("mobile", models.CharField(help_text="E.164", max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for the desk"),
                            ("done", "confirmed"),
                            ("dropped", "not confirmed"),
                        ],
                        default="asked",
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", key("tenants.membership")),
                ("decided_by", key("tenants.membership", blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
                ("patient", key("people.patient")),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        migrations.AddConstraint(
            model_name="numberchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("asked_by")), ("state", "done"), _negated=True),
                name="confirmed_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="numberchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("organisation", "patient"),
                name="one_number_change_at_a_time",
            ),
        ),
        TenantTable(
            "NumberChange",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_helpdesk": dict.fromkeys(("SELECT", "INSERT", "UPDATE"), OWN),
                "bd_door_gate": {"SELECT": OWN, "UPDATE (state, decided_at, decided_by_id)": OWN},
            },
        ),
        ProtectedTable("people_patient", {"bd_door_gate": {"SELECT (id, organisation_id, person_id)": OWN}}),
        migrations.RunSQL(NUMBERS),
        Door(
            "number_change_carry_out",
            owner="bd_door_gate",
            arguments="uuid",
            definition="""(in_change uuid) RETURNS TABLE (person_id uuid, mobile text, email text) LANGUAGE sql AS $$
              WITH actor AS (
                SELECT m.id FROM tenants_membership m
                WHERE m.organisation_id = app_organisation() AND m.person_id = app_actor() AND m.ended_at IS NULL
              ), confirmed AS (
                UPDATE helpdesk_numberchange n SET state = 'done', decided_at = now(), decided_by_id = actor.id
                FROM actor WHERE n.id = in_change AND n.organisation_id = app_organisation() AND n.state = 'asked'
                  AND n.expires_at > now() AND n.asked_by_id <> actor.id
                RETURNING n.organisation_id, n.patient_id, n.mobile
              ), whose AS (
                SELECT p.person_id, confirmed.mobile FROM confirmed
                JOIN people_patient p ON p.organisation_id = confirmed.organisation_id AND p.id = confirmed.patient_id
              ), before AS (
                SELECT c.person_id, c.mobile::text, c.email::text FROM people_credential c JOIN whose USING (person_id)
              ), changed AS (
                UPDATE people_credential c SET mobile = whose.mobile FROM whose WHERE c.person_id = whose.person_id
              )
              SELECT * FROM before $$""",
            callers=["bd_staff"],
        ),
    ]
