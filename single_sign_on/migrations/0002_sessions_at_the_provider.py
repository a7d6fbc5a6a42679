"""The names that a provider gives to the sessions of somebody, by which it may tell of a logout."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("single_sign_on", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="workidentity",
            name="sessions",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=255),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
    ]
