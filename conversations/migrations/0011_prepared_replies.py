"""Answers that wait for approval or for their hour; a department may want that only what is approved goes."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantTable

READABLE = (
    "(SELECT app_actor()) IS NOT NULL AND app_may_reach_conversation(conversation_id, false) AND EXISTS (SELECT FROM conversations_message m"
    " WHERE m.organisation_id = conversations_approval.organisation_id"
    " AND m.conversation_id = conversations_approval.conversation_id AND m.number = conversations_approval.number)"
)
# Holds for every way to send: page, program, socket, and what is sent at its hour.
APPROVED_FIRST = """
CREATE FUNCTION conversation_needs_approval(in_conversation uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM conversations_conversation c
    JOIN tenants_department d ON d.organisation_id = c.organisation_id AND d.id = c.department_id
    WHERE c.id = in_conversation AND d.desk_needs_approval)
  AND EXISTS (
    SELECT FROM tenants_membership m WHERE m.person_id = app_actor() AND m.organisation_id = app_organisation()
    AND m.ended_at IS NULL AND 'desk' = ANY (m.roles) AND NOT 'clinician' = ANY (m.roles))
$$;
REVOKE ALL ON FUNCTION conversation_needs_approval(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation_needs_approval(uuid) TO bd_staff, bd_job;
CREATE POLICY approved_first ON conversations_message AS RESTRICTIVE FOR INSERT TO bd_staff, bd_job
  WITH CHECK (side <> 'team' OR kind NOT IN ('text', 'call') OR NOT conversation_needs_approval(conversation_id));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0010_labels_and_queues"),
        ("tenants", "0003_approval_of_the_desk"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "message"),
                    ("automatic", "automatic reply"),
                    ("task", "task"),
                    ("closing", "closed"),
                    ("call", "telephone call"),
                    ("event", "event"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(help_text="Of the message.")),
                ("written_by", models.CharField(max_length=150)),
                (
                    "conversation",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        models.F("conversation"),
                        models.F("number"),
                        name="one_approval_per_message",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PreparedReply",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("client_id", models.UUIDField(help_text="Of the message it becomes.")),
                ("body_sealed", models.BinaryField()),
                ("remark_sealed", models.BinaryField(blank=True, null=True)),
                ("seen_number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "for approval"),
                            ("returned", "returned"),
                            ("planned", "planned"),
                            ("held", "held back"),
                            ("sent", "sent"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("patient", "The patient wrote in the meantime."),
                            ("colleague", "A colleague answered in the meantime."),
                            ("closed", "The conversation was closed in the meantime."),
                            ("role", "The author may not send this (any more)."),
                        ],
                        max_length=10,
                    ),
                ),
                ("send_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                    "conversation",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prepared",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "decided_by",
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
            ],
            options={
                "ordering": ["created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")), fields=["send_at"], name="prepared_to_send"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("sent", "withdrawn")), _negated=True),
                        fields=["organisation", "state", "created_at"],
                        name="prepared_and_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        models.F("conversation"),
                        models.F("client_id"),
                        name="prepared_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "planned"), _negated=True),
                            ("send_at__isnull", False),
                            _connector="OR",
                        ),
                        name="planned_has_a_moment",
                    ),
                ],
            },
        ),
        TenantTable(
            "PreparedReply",
            staff="SELECT, INSERT, UPDATE",
            access={"bd_door_clock": {"SELECT (organisation_id, state, send_at)": "state = 'planned'"}},
        ),
        # The patient's side reads who wrote what was approved, in the conversations it may read.
        TenantTable("Approval", staff="SELECT, INSERT", access={"bd_participant": {"SELECT": READABLE}}),
        migrations.RunSQL(APPROVED_FIRST),
        Door(
            "organisations_with_due_replies",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 50 AS $$
              SELECT DISTINCT p.organisation_id FROM conversations_preparedreply p
              WHERE p.state = 'planned' AND p.send_at <= now() $$""",
            callers=["bd_worker"],
        ),
    ]
