"""Policies of what a participant reads ask what few reach, chosen and past, in a function that is seldom called.

Written out they were seven sub-selects of a conversation and its message, set up for every statement of
everybody, also where they are never asked. What is reached is the same. `COST 1`, as what it replaces: a plan
counts it for every row, and it is called only for those that the rest does not let through.
"""

from django.db import migrations

SELDOM = """
CREATE FUNCTION app_reads_chosen_or_past(conversation uuid, patient uuid, is_hidden boolean, at timestamptz)
RETURNS boolean LANGUAGE plpgsql STABLE COST 1 AS $$
BEGIN
  RETURN conversation = ANY (app_ids('chosen')) OR coalesce(NOT is_hidden AND
    at <= coalesce(app_past() ->> patient::text, app_past() ->> conversation::text)::timestamptz, false);
END $$;
GRANT EXECUTE ON FUNCTION app_reads_chosen_or_past(uuid, uuid, boolean, timestamptz) TO bd_participant;

ALTER POLICY bd_participant_select ON conversations_conversation USING (
  (patient_id = ANY ((SELECT app_ids('patients'))::uuid[])
    AND (NOT is_private OR patient_id = ANY ((SELECT app_ids('own_patients'))::uuid[])))
  OR app_reads_chosen_or_past(id, patient_id, is_private, created_at));
ALTER POLICY bd_participant_select ON conversations_message USING (
  (patient_id = ANY ((SELECT app_ids('patients'))::uuid[])
    AND conversation_id <> ALL ((SELECT app_ids('closed'))::uuid[]))
  OR app_reads_chosen_or_past(conversation_id, patient_id, conversation_id = ANY (app_ids('closed')), sent_at));
"""
BEFORE = """
ALTER POLICY bd_participant_select ON conversations_conversation USING (
  (patient_id = ANY ((SELECT app_ids('patients'))::uuid[])
    AND (NOT is_private OR patient_id = ANY ((SELECT app_ids('own_patients'))::uuid[])))
  OR id = ANY ((SELECT app_ids('chosen'))::uuid[])
  OR (NOT is_private AND created_at <=
    coalesce((SELECT app_past()) ->> patient_id::text, (SELECT app_past()) ->> id::text)::timestamptz));
ALTER POLICY bd_participant_select ON conversations_message USING (
  (patient_id = ANY ((SELECT app_ids('patients'))::uuid[])
    AND conversation_id <> ALL ((SELECT app_ids('closed'))::uuid[]))
  OR conversation_id = ANY ((SELECT app_ids('chosen'))::uuid[])
  OR (conversation_id <> ALL ((SELECT app_ids('closed'))::uuid[]) AND sent_at <=
    coalesce((SELECT app_past()) ->> patient_id::text, (SELECT app_past()) ->> conversation_id::text)::timestamptz));
DROP FUNCTION app_reads_chosen_or_past(uuid, uuid, boolean, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0029_when_the_patient_wrote")]

    operations = [migrations.RunSQL(SELDOM, BEFORE)]
