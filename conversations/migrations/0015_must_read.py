"""Messages that must be read, the ways that were tried, and how long a department waits between them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantTable

# As for messages: everybody who reaches the conversation reads it, who may write there ends it by reading.
READABLE = (
    "(patient_id IN (SELECT app_my_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))"
    " OR conversation_id IN (SELECT app_my_chosen_conversations(false))"
)
WRITABLE = (
    "(patient_id IN (SELECT app_my_writable_patients()) AND conversation_id NOT IN (SELECT app_closed_to_me()))"
    " OR conversation_id IN (SELECT app_my_chosen_conversations(true))"
)
SAME_PATIENT = """
ALTER TABLE conversations_mustread ADD CONSTRAINT must_read_of_same_patient FOREIGN KEY (organisation_id, conversation_id, patient_id)
  REFERENCES conversations_conversation (organisation_id, id, patient_id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0014_mentions_and_absences"),
        ("people", "0010_relatives"),
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="MustRead",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(help_text="Of the message.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                    "conversation",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="must_reads",
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
                    "patient",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="MustReadStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("push", "notification"),
                            ("sms", "text message"),
                            ("email", "e-mail"),
                            ("call", "call by the desk"),
                        ],
                        max_length=5,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "must_read",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="conversations.mustread",
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
                "ordering": ["taken_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ReadingLadder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("minutes_after_push", models.PositiveIntegerField(default=120)),
                ("minutes_after_sms", models.PositiveIntegerField(default=240)),
                ("minutes_after_email", models.PositiveIntegerField(default=1440)),
                (
                    "department",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.department",
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
            model_name="mustread",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="must_read_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="mustread",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("conversation"),
                models.F("number"),
                name="asked_to_read_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mustreadstep",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("must_read"), models.F("way"), name="each_way_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="readingladder",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("department"), name="one_ladder_per_department"
            ),
        ),
        TenantTable(
            "MustRead",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_participant": {"SELECT": READABLE, "UPDATE (read_at, due_at)": WRITABLE},
                "bd_door_clock": {"SELECT (organisation_id, due_at)": "due_at IS NOT NULL"},
            },
        ),
        TenantTable("MustReadStep", staff="SELECT", job="SELECT, INSERT"),
        TenantTable("ReadingLadder", staff="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(SAME_PATIENT),
        # Over all organisations, by the clock of the database alone; gives ids of organisations.
        Door(
            "organisations_with_unread",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 50 AS $$
              SELECT DISTINCT m.organisation_id FROM conversations_mustread m WHERE m.due_at <= now() $$""",
            callers=["bd_worker"],
        ),
    ]
