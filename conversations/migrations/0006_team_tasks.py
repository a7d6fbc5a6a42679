"""Work that colleagues give each other, and the door that says where some of it is due."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0005_reading_together"),
        ("people", "0007_sessions_of_sockets"),
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamTask",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "call"),
                            ("ask", "ask"),
                            ("follow_up", "follow up"),
                            ("check", "check"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text_sealed", models.BinaryField()),
                ("due_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("times_snoozed", models.PositiveSmallIntegerField(default=0)),
                (
                    "assignee",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                (
                    "author",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                (
                    "conversation",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_tasks",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "department",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.department",
                    ),
                ),
                (
                    "done_by",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                (
                    "patient",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["organisation", "department", "due_at"],
                        name="team_tasks_of_department",
                    ),
                    models.Index(
                        condition=models.Q(("assignee__isnull", False), ("done_at", None)),
                        fields=["organisation", "assignee", "due_at"],
                        name="team_tasks_of_member",
                    ),
                    models.Index(fields=["organisation", "conversation"], name="team_tasks_of_talk"),
                    models.Index(
                        condition=models.Q(("done_at", None), ("told_at", None)),
                        fields=["due_at"],
                        name="team_tasks_to_tell",
                    ),
                ],
            },
        ),
        TenantTable(
            "TeamTask",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_door_clock": {
                    "SELECT (organisation_id, due_at, done_at, told_at)": "done_at IS NULL AND told_at IS NULL"
                }
            },
        ),
        # Over all organisations, by the clock of the database alone; gives ids of organisations.
        Door(
            "organisations_with_due_tasks",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 50 AS $$
              SELECT DISTINCT t.organisation_id FROM conversations_teamtask t
              WHERE t.done_at IS NULL AND t.told_at IS NULL AND t.due_at <= now() $$""",
            callers=["bd_worker"],
        ),
    ]
