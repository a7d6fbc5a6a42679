"""The log can be added to and read; nothing that runs can change or remove a line."""

from django.db import migrations

from rowsecurity.operations import TenantTable

# In one's own name, about one's own registration, in the log of the organisation that holds it.
PART = (
    "actor_id = (SELECT app_actor()) AND EXISTS (SELECT FROM people_patient p WHERE p.id = patient_id"
    " AND p.organisation_id = audit_accesslogentry.organisation_id)"
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_keys_to_others"), ("people", "0004_row_security_of_patients")]
    operations = [
        # The writing transaction: seals cover ranges of these, because a line may commit late.
        migrations.RunSQL(
            "ALTER TABLE audit_accesslogentry ADD tx xid8 NOT NULL DEFAULT pg_current_xact_id()"
        ),
        TenantTable(
            "AccessLogEntry",
            staff="SELECT, INSERT",
            access={
                "bd_participant": {"SELECT": "patient_id IN (SELECT app_my_patients())", "INSERT": PART},
            },
        ),
    ]
