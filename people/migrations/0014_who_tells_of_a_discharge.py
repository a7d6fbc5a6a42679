"""The organisation's own system tells of a discharge too; nothing of the table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_sessions_of_members")]
    operations = [
        migrations.AlterField(
            "patient",
            "discharged_on",
            models.DateField(blank=True, help_text="As the team, or the own system, tells.", null=True),
        ),
    ]
