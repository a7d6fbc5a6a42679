"""Files with messages: read by whoever may read the conversation, added to one's own message only."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable

# A message is visible, and is mine, by its own policies; what goes with it follows.
MESSAGE = (
    "EXISTS (SELECT FROM conversations_message m WHERE m.organisation_id = conversations_attachment.organisation_id"
    " AND m.conversation_id = conversations_attachment.conversation_id AND m.number = conversations_attachment.number"
)
READ = f"(SELECT app_actor()) IS NOT NULL AND {MESSAGE})"
ADDED = f"{MESSAGE} AND m.author_id = (SELECT app_actor()))"
KEYS = """
ALTER TABLE conversations_attachment ADD CONSTRAINT attachment_of_same_patient FOREIGN KEY (organisation_id, conversation_id, patient_id)
  REFERENCES conversations_conversation (organisation_id, id, patient_id);
ALTER TABLE conversations_attachment ADD CONSTRAINT file_of_same_patient FOREIGN KEY (organisation_id, file_id, patient_id)
  REFERENCES files_storedfile (organisation_id, id, patient_id);
"""
# The patient's side on the files themselves: added by who may write, read with the conversation they were sent in.
FILES = """
CREATE POLICY bd_participant_insert ON files_storedfile FOR INSERT TO bd_participant
  WITH CHECK (uploader_id = (SELECT app_actor()) AND attached_at IS NULL
    AND (patient_id IN (SELECT app_my_writable_patients()) OR meant_for IN (SELECT app_my_chosen_conversations(true)))
    AND EXISTS (SELECT FROM conversations_conversation c WHERE c.organisation_id = files_storedfile.organisation_id
      AND c.id = files_storedfile.meant_for AND c.patient_id = files_storedfile.patient_id));
GRANT INSERT ON files_storedfile TO bd_participant;
CREATE POLICY sent_in_a_conversation ON files_storedfile FOR SELECT TO bd_participant
  USING ((SELECT app_actor()) IS NOT NULL AND EXISTS (SELECT FROM conversations_attachment a
    WHERE a.organisation_id = files_storedfile.organisation_id AND a.file_id = files_storedfile.id));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0011_prepared_replies"),
        ("files", "0002_row_security"),
        ("people", "0007_sessions_of_sockets"),
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(help_text="Of the message it goes with.")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "conversation",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "file",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="files.storedfile",
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
                "ordering": ["number", "position"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        models.F("conversation"),
                        models.F("number"),
                        models.F("position"),
                        name="one_file_per_place",
                    ),
                    models.UniqueConstraint(
                        models.F("organisation"), models.F("file"), name="a_file_is_sent_once"
                    ),
                ],
            },
        ),
        TenantTable(
            "Attachment",
            staff="SELECT, INSERT",
            access={
                "bd_participant": {
                    "SELECT": READ,
                    "INSERT": ADDED,
                }
            },
        ),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(FILES),
    ]
