"""Patients, representation and invitations: the rows of one organisation, and one's own."""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable, TenantTable

ME = "person_id = (SELECT app_actor())"
SELF = "id = (SELECT app_actor())"
KNOWN = (
    "id IN (SELECT person_id FROM tenants_membership) OR id IN (SELECT person_id FROM people_patient)"
    " OR id IN (SELECT person_id FROM people_representation)"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_row_security"), ("tenants", "0002_row_security")]
    operations = [
        TenantTable(
            "Patient",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_participant": {"SELECT": "id IN (SELECT app_my_patients())"},
                "bd_door_reach": {"SELECT (id, organisation_id, person_id)": ME},
            },
        ),
        TenantTable(
            "Representation",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_participant": {"SELECT": f"{ME} OR patient_id IN (SELECT app_my_patients())"},
                "bd_door_reach": {"SELECT (organisation_id, patient_id, person_id, starts_at, ends_at)": ME},
            },
        ),
        TenantTable(
            "Invitation",
            staff="SELECT, INSERT, UPDATE",
            access={"bd_door_gate": {"SELECT (id, organisation_id, token_hash)": "true"}},
        ),
        Door(
            "invitation_by_token",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (organisation_id uuid, id uuid) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT i.organisation_id, i.id FROM people_invitation i WHERE i.token_hash = wanted $$""",
            callers=["bd_web", "bd_gate"],
        ),
        ProtectedTable(
            "people_person",
            {
                "bd_gate": dict.fromkeys(("SELECT", "INSERT", "UPDATE"), SELF),
                "bd_participant": {"SELECT": SELF, "UPDATE (language, text_size)": SELF},
                "bd_staff": {"SELECT": f"{SELF} OR {KNOWN}", "UPDATE (language, text_size)": SELF},
                "bd_job": {"SELECT": KNOWN},
            },
        ),
    ]
