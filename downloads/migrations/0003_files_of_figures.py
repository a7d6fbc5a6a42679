import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models

# Of the team everybody has the files of figures that they asked for themselves, and no copy of a conversation.
MINE = "patient_id IS NULL AND person_id = (SELECT app_actor())"
OF_MINE = "download_id IN (SELECT d.id FROM downloads_download d WHERE d.person_id = (SELECT app_actor()))"
STAFF = f"""
CREATE POLICY staff_own_figures ON downloads_download AS RESTRICTIVE TO bd_staff USING ({MINE}) WITH CHECK ({MINE});
CREATE POLICY staff_own_figures ON downloads_downloadpiece AS RESTRICTIVE TO bd_staff USING ({OF_MINE});
CREATE POLICY own_conversations ON downloads_download AS RESTRICTIVE TO bd_participant
  USING (kind = 'talk') WITH CHECK (kind = 'talk');
GRANT SELECT, INSERT, DELETE ON downloads_download TO bd_staff;
GRANT SELECT, DELETE ON downloads_downloadpiece TO bd_staff;
"""


class Migration(migrations.Migration):
    dependencies = [("downloads", "0002_row_security")]

    operations = [
        migrations.AddField(
            model_name="download",
            name="kind",
            field=models.CharField(
                choices=[("talk", "Talk"), ("usage", "Usage")], default="talk", max_length=5
            ),
        ),
        migrations.AddField(
            model_name="download",
            name="wish",
            field=models.CharField(
                blank=True, default="", help_text="Of figures, as in an address.", max_length=400
            ),
        ),
        migrations.AddField(
            model_name="download",
            name="parts",
            field=models.PositiveIntegerField(
                default=0, help_text="Of figures: in how many parts they are read."
            ),
        ),
        migrations.AlterField(
            model_name="download",
            name="conversation_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="download",
            name="done",
            field=models.PositiveIntegerField(default=0, help_text="Conversations or parts that are in it."),
        ),
        migrations.AlterField(
            model_name="download",
            name="form",
            field=models.CharField(help_text="Of conversations one of Form.", max_length=8),
        ),
        migrations.AlterField(
            model_name="download",
            name="numbers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                default=list,
                help_text="Up to which message, of each conversation.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="download",
            name="patient",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="download",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "usage"), ("patient", None)),
                    models.Q(("kind", "talk"), ("patient__isnull", False)),
                    _connector="OR",
                ),
                name="figures_are_of_no_patient",
            ),
        ),
        migrations.RunSQL(STAFF),
    ]
