"""Captions that somebody types live, and which messages of a conversation were written in a room."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [("video", "0004_sealed_from_end_to_end"), ("tenants", "0006_removed_departments")]
    operations = [
        migrations.AddField(model_name="seat", name="caption_sealed", field=models.BinaryField(null=True)),
        migrations.AddField(
            model_name="seat", name="captioned_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.CreateModel(
            name="RoomLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
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
                    "seat",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="video.seat",
                    ),
                ),
                (
                    "visit",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="video.videovisit",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint("organisation", "visit", "number", name="one_room_line")
                ],
            },
        ),
        TenantTable("RoomLine", staff="SELECT, INSERT"),
    ]
