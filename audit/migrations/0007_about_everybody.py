"""What was done with everything an organisation has is about each of its patients: they read that line too."""

from django.db import migrations, models

# As `audit.models.ABOUT_EVERYBODY` says.
READ = """
CREATE POLICY about_everybody ON audit_accesslogentry FOR SELECT TO bd_participant USING (
  patient_id IS NULL AND event IN ('everything.made', 'everything.read')
  AND organisation_id IN (SELECT app_my_organisations()));
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_what_is_over_its_term"), ("people", "0004_row_security_of_patients")]

    operations = [
        migrations.AddIndex(
            "accesslogentry",
            models.Index(
                fields=["organisation", "-at"],
                name="access_log_about_everybody",
                condition=models.Q(patient_id=None, event__in=("everything.made", "everything.read")),
            ),
        ),
        migrations.RunSQL(READ),
    ]
