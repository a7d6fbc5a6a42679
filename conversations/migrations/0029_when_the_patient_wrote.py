"""When the patient's side last wrote is kept in the head: what the team says before that answers nothing."""

from django.db import migrations, models

# As in 0026: forced row security is off for these statements, in this transaction alone.
FILL = """
ALTER TABLE conversations_conversation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations_message NO FORCE ROW LEVEL SECURITY;
UPDATE conversations_conversation c SET patient_wrote_at = wrote.at
FROM (SELECT coalesce(h.merged_into_id, h.id) AS id, max(m.sent_at) AS at
  FROM conversations_message m JOIN conversations_conversation h
    ON h.organisation_id = m.organisation_id AND h.id = m.conversation_id
  WHERE m.side = 'patient' GROUP BY 1) wrote WHERE wrote.id = c.id;
ALTER TABLE conversations_message FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations_conversation FORCE ROW LEVEL SECURITY;
GRANT UPDATE (patient_wrote_at) ON conversations_conversation TO bd_participant;
"""
KEEP = """
DO $outer$
DECLARE
  before text := pg_get_functiondef('conversation_send(uuid, uuid, uuid, text, text, text, bytea, timestamptz, uuid, text,
    bytea, text)'::regprocedure);
  after text := replace(before, 'last_message_at = moment,',
    'last_message_at = moment,
    patient_wrote_at = CASE in_side WHEN ''patient'' THEN moment ELSE head.patient_wrote_at END,');
BEGIN
  IF before = after THEN
    RAISE EXCEPTION 'conversation_send keeps no moment';
  END IF;
  EXECUTE after;
END $outer$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0028_what_went_on_elsewhere_stays_closed")]

    operations = [
        migrations.AddField("conversation", "patient_wrote_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(FILL),
        migrations.RunSQL(KEEP),
    ]
