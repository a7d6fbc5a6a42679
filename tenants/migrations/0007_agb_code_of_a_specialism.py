"""The national code of a specialism, by which organisations are compared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_removed_departments")]

    operations = [
        migrations.AddField(
            model_name="department",
            name="agb_code",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Of the specialism: 0313 is internal medicine.",
                max_length=4,
            ),
        ),
    ]
