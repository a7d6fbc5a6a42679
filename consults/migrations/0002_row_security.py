"""The patient's side reads that something may be charged, and that it was; it keeps itself that it was told."""

from django.db import migrations

from rowsecurity.operations import TenantTable

ME = "(SELECT app_actor()) IS NOT NULL"
TREATED = "organisation_id IN (SELECT app_my_organisations())"


def readable(table: str) -> str:
    return (
        f"{ME} AND EXISTS (SELECT FROM conversations_conversation c WHERE c.id = conversation_id"
        f" AND c.organisation_id = {table}.organisation_id)"
    )


class Migration(migrations.Migration):
    dependencies = [("consults", "0001_initial"), ("conversations", "0008_reach_of_relatives")]
    operations = [
        TenantTable(
            "Charging",
            staff="SELECT, INSERT, DELETE",
            job="SELECT, INSERT",
            access={"bd_participant": {"SELECT": TREATED}},
        ),
        TenantTable(
            "Told",
            staff="SELECT",
            job="SELECT, INSERT",
            access={
                "bd_participant": {
                    "SELECT": readable("consults_told"),
                    "INSERT (id, organisation_id, conversation_id)": readable("consults_told"),
                }
            },
        ),
        TenantTable(
            "WrittenConsult",
            staff="SELECT, INSERT, UPDATE (withdrawn_at)",
            job="SELECT, INSERT",
            access={"bd_participant": {"SELECT": readable("consults_writtenconsult")}},
        ),
        migrations.RunSQL(
            """ALTER TABLE consults_writtenconsult ADD CONSTRAINT consult_of_same_patient
              FOREIGN KEY (organisation_id, conversation_id, patient_id)
              REFERENCES conversations_conversation (organisation_id, id, patient_id)"""
        ),
    ]
