"""A copy of everything: an admin asks for it, a worker makes it, one organisation at a time."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import files.models
import rowsecurity.models
from rowsecurity.operations import Door, TenantTable

IN_HAND = "state IN ('due', 'leased')"


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("tenants", "0008_running_an_organisation"),
        ("rowsecurity", "0001_functions_of_a_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="Everything",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "waits"),
                            ("leased", "being made"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                        ],
                        default="due",
                        max_length=6,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, help_text="Tables that are in it.")),
                ("total", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField(help_text="After this it is removed.")),
                ("size", models.PositiveBigIntegerField(default=0)),
                (
                    "store_name",
                    models.CharField(default=files.models.random_name, editable=False, max_length=32),
                ),
                ("key_sealed", models.BinaryField(blank=True, null=True)),
                (
                    "asked_by",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
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
                "ordering": ["-created_at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("due", "leased"))),
                        fields=["created_at"],
                        name="everything_due",
                    ),
                    models.Index(fields=["expires_at"], name="everything_expires"),
                ],
            },
        ),
        TenantTable(
            "Everything",
            staff="SELECT, INSERT, UPDATE (expires_at)",
            job="SELECT, UPDATE, DELETE",
            access={
                "bd_door_clock": {
                    "SELECT (id, organisation_id, state, created_at, lease_until, attempts, expires_at)": f"{IN_HAND} OR expires_at < clock_timestamp()",
                    "UPDATE (state, lease_until, attempts)": IN_HAND,
                }
            },
        ),
        Door(
            "claim_due_copy",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint) LANGUAGE sql AS $$
              WITH due AS (
                SELECT e.id FROM keeping_everything e
                WHERE e.expires_at > clock_timestamp()
                AND (e.state = 'due' OR (e.state = 'leased' AND e.lease_until < clock_timestamp()))
                ORDER BY e.created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
              UPDATE keeping_everything e
              SET state = 'leased', lease_until = clock_timestamp() + interval '10 minutes', attempts = e.attempts + 1
              FROM due WHERE e.id = due.id
              RETURNING e.id, e.organisation_id, e.attempts $$""",
            callers=["bd_worker"],
        ),
        Door(
            "organisations_with_old_copies",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
              SELECT DISTINCT e.organisation_id FROM keeping_everything e WHERE e.expires_at < clock_timestamp() $$""",
            callers=["bd_worker"],
        ),
    ]
