"""Labels of the team, and an index for each of its queues."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0009_partners_write_too"),
        ("people", "0011_patients_by_what_a_desk_hears"),
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConversationLabel",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=30)),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("teal", "teal"),
                            ("blue", "blue"),
                            ("purple", "purple"),
                            ("red", "red"),
                            ("amber", "amber"),
                            ("green", "green"),
                            ("grey", "grey"),
                        ],
                        default="teal",
                        max_length=8,
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.RemoveIndex(
            model_name="conversation",
            name="talk_of_department",
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                models.F("organisation"),
                models.F("department"),
                models.F("answer_due_at"),
                models.F("id"),
                condition=models.Q(("assignee", None), ("closed_at", None), ("waiting_since__isnull", False)),
                name="free_of_department",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                models.F("organisation"),
                models.F("department"),
                models.OrderBy(models.F("last_message_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("closed_at__isnull", False)),
                name="closed_of_department",
            ),
        ),
        migrations.AddField(
            model_name="conversationlabel",
            name="conversation",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="labels",
                to="conversations.conversation",
            ),
        ),
        migrations.AddField(
            model_name="conversationlabel",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddField(
            model_name="label",
            name="department",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="labels",
                to="tenants.department",
            ),
        ),
        migrations.AddField(
            model_name="label",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddField(
            model_name="conversationlabel",
            name="label",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="conversations",
                to="conversations.label",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("retired_at", None)),
                name="one_label_per_name",
            ),
        ),
        migrations.AddIndex(
            model_name="conversationlabel",
            index=models.Index(
                models.F("organisation"),
                models.F("label"),
                models.F("conversation"),
                name="conversations_of_label",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversationlabel",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("conversation"),
                models.F("label"),
                name="one_of_each_label",
            ),
        ),
        # The patient's side has no right on either: which label somebody has says something about them.
        TenantTable("Label", staff="SELECT, INSERT, UPDATE"),
        TenantTable("ConversationLabel", staff="SELECT, INSERT, DELETE"),
    ]
