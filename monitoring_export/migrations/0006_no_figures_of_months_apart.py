"""Figures of months are made of days since 0004; the tables that counted months by themselves go."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("monitoring_export", "0005_what_is_counted_again")]
    operations = [
        migrations.DeleteModel("UsageRollup"),
        migrations.DeleteModel("UsagePatient"),
        migrations.DeleteModel("CountedMonth"),
    ]
