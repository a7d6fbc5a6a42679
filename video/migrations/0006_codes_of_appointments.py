"""Which appointments of an organisation's own system are by video."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from rowsecurity.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [("video", "0005_written_in_the_room"), ("tenants", "0006_removed_departments")]
    operations = [
        migrations.CreateModel(
            name="AppointmentCodes",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint("organisation", name="one_list_of_appointment_codes")
                ],
            },
        ),
        TenantTable("AppointmentCodes", staff="SELECT, INSERT, UPDATE"),
    ]
