"""A list may be of colleagues as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0004_row_security_of_lists")]

    operations = [
        migrations.AddField(
            model_name="invitationlist",
            name="kind",
            field=models.CharField(
                choices=[("patients", "patients"), ("staff", "colleagues")],
                db_default="patients",
                default="patients",
                max_length=8,
            ),
        ),
    ]
