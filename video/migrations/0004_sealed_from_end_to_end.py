"""What browsers leave for each other to agree on keys, and whether new visits of an organisation are sealed."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from rowsecurity.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [("video", "0003_two_seats"), ("tenants", "0006_removed_departments")]
    operations = [
        migrations.AddField(
            model_name="seat",
            name="public_key",
            field=models.CharField(blank=True, db_default="", default="", max_length=87),
        ),
        migrations.AddField(
            model_name="seat",
            name="boxes",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.CreateModel(
            name="Sealing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("is_on", models.BooleanField(default=True)),
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
                "constraints": [models.UniqueConstraint("organisation", name="one_choice_of_sealing")],
            },
        ),
        TenantTable("Sealing", staff="SELECT, INSERT, UPDATE"),
    ]
