"""The number of the message that lists show is kept in the head, where it was worked out for every line of every list.

And what a participant may read is compared with their reach, which is read once in a statement instead of once
in a row.
"""

from django.db import migrations, models

# Row security is forced on the owner too; for this one statement, in this transaction, it is not.
FILL = """
ALTER TABLE conversations_conversation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations_message NO FORCE ROW LEVEL SECURITY;
UPDATE conversations_conversation c SET line_number = c.last_number - CASE WHEN last.kind = 'automatic' AND EXISTS (
  SELECT FROM conversations_message m WHERE m.organisation_id = c.organisation_id AND m.conversation_id = c.id
  AND m.number = c.last_number - 1 AND m.sent_at = last.sent_at) THEN 1 ELSE 0 END
FROM conversations_message last WHERE last.organisation_id = c.organisation_id AND last.conversation_id = c.id
  AND last.number = c.last_number;
ALTER TABLE conversations_message FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations_conversation FORCE ROW LEVEL SECURITY;
GRANT UPDATE (line_number) ON conversations_conversation TO bd_participant;
"""
# What is sent is the line; the automatic reply that goes with it is one further.
KEEP = """
DO $outer$
DECLARE
  before text := pg_get_functiondef('conversation_send(uuid, uuid, uuid, text, text, text, bytea, timestamptz, uuid, text,
    bytea, text)'::regprocedure);
  after text := replace(before, 'last_number = conversation_send.last_number,',
    'last_number = conversation_send.last_number, line_number = next,');
BEGIN
  IF before = after THEN
    RAISE EXCEPTION 'conversation_send keeps no number';
  END IF;
  EXECUTE after;
END $outer$;
"""
# As in 0019, each kept list of ids in a subquery of its own: PostgreSQL asks it once, and makes no array of a text for
# each row.
POLICIES = """
ALTER POLICY bd_participant_select ON people_patient USING (id = ANY ((SELECT app_ids('known_patients'))::uuid[]));
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
ALTER POLICY bd_participant_select ON conversations_task USING (
  (patient_id = ANY ((SELECT app_ids('patients'))::uuid[])
    AND conversation_id <> ALL ((SELECT app_ids('closed'))::uuid[]))
  OR conversation_id = ANY ((SELECT app_ids('chosen'))::uuid[]));
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0025_reach_told_once")]

    operations = [
        migrations.AddField(
            "conversation", "line_number", models.PositiveIntegerField(db_default=0, default=0)
        ),
        migrations.RunSQL(FILL),
        migrations.RunSQL(KEEP),
        migrations.RunSQL(POLICIES),
    ]
