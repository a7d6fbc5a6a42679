"""Files with a question that was not asked yet: added for a patient, meant for a conversation that is not there."""

from django.db import migrations

BEFORE = """
ALTER POLICY bd_participant_insert ON files_storedfile
  WITH CHECK (uploader_id = (SELECT app_actor()) AND attached_at IS NULL
    AND (patient_id IN (SELECT app_my_writable_patients()) OR meant_for IN (SELECT app_my_chosen_conversations(true)))
    AND EXISTS (SELECT FROM conversations_conversation c WHERE c.organisation_id = files_storedfile.organisation_id
      AND c.id = files_storedfile.meant_for AND c.patient_id = files_storedfile.patient_id));
"""
AFTER = """
ALTER POLICY bd_participant_insert ON files_storedfile
  WITH CHECK (uploader_id = (SELECT app_actor()) AND attached_at IS NULL
    AND (patient_id IN (SELECT app_my_writable_patients()) OR meant_for IN (SELECT app_my_chosen_conversations(true)))
    AND (EXISTS (SELECT FROM conversations_conversation c WHERE c.organisation_id = files_storedfile.organisation_id
        AND c.id = files_storedfile.meant_for AND c.patient_id = files_storedfile.patient_id)
      OR (patient_id IN (SELECT app_my_writable_patients())
        AND NOT EXISTS (SELECT FROM conversations_conversation c WHERE c.id = files_storedfile.meant_for))));
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0019_sending_asks_less")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
