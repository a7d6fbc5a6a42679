"""Who is named in a note, and who is away and for whom another answers."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0013_reach_looked_up_once"),
        ("tenants", "0003_approval_of_the_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                (
                    "member",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
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
                    "stand_in",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="HandedOver",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "absence",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handed_over",
                        to="conversations.absence",
                    ),
                ),
                (
                    "conversation",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.conversation",
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
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.teamtask",
                    ),
                ),
                (
                    "to",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conversation",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "member",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                (
                    "note",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="conversations.note",
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
            },
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(
                condition=models.Q(("cancelled_at", None)),
                fields=["organisation", "member", "ends_at"],
                name="absences_of_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__lt", models.F("ends_at"))), name="absence_has_a_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("member", models.F("stand_in")), _negated=True),
                name="nobody_stands_in_for_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="handedover",
            constraint=models.CheckConstraint(
                condition=models.Q(("conversation", None), ("task", None), _connector="XOR"),
                name="a_conversation_or_a_task",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                models.F("organisation"),
                models.F("member"),
                models.OrderBy(models.F("created_at"), descending=True),
                name="mentions_of_member",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("seen_at", None)),
                fields=["organisation", "member"],
                name="mentions_not_seen",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("note"), models.F("member"), name="named_once_in_a_note"
            ),
        ),
        TenantTable("Mention", staff="SELECT, INSERT, UPDATE (seen_at)"),
        TenantTable(
            "Absence",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_door_clock": {
                    "SELECT (organisation_id, starts_at, ends_at, cancelled_at)": "cancelled_at IS NULL"
                }
            },
        ),
        TenantTable("HandedOver", staff="SELECT, INSERT, DELETE"),
        Door(
            "organisations_with_somebody_away",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 50 AS $$
              SELECT DISTINCT a.organisation_id FROM conversations_absence a
              WHERE a.cancelled_at IS NULL AND a.starts_at <= now() AND a.ends_at > now() $$""",
            callers=["bd_worker"],
        ),
    ]
