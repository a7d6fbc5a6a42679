"""Letters that a path wrote, sealed as they were on their day."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("carepaths", "0008_staff_lock_a_visit"),
        ("conversations", "0021_sending_together"),
        ("tenants", "0006_removed_departments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("language", models.CharField(max_length=10)),
                ("content_sealed", models.BinaryField()),
                (
                    "written_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "enrolment",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="carepaths.enrolment",
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
                (
                    "task",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.teamtask",
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        # Written by the clock, read by the team; never changed.
        TenantTable("Letter", staff="SELECT", job="SELECT, INSERT"),
    ]
