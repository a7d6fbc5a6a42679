"""Discharges are told too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0002_row_security"),
    ]

    operations = [
        migrations.AlterField(
            model_name="incomingresource",
            name="resource_type",
            field=models.CharField(
                choices=[
                    ("Patient", "patient"),
                    ("Appointment", "appointment"),
                    ("DiagnosticReport", "result"),
                    ("Encounter", "discharge"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="incomingresource",
            name="target_id",
            field=models.UUIDField(
                blank=True,
                help_text="The patient, visit or result it became; of a discharge the row itself.",
                null=True,
            ),
        ),
    ]
