"""Messages that several people send at the same moment, in one call."""

from django.db import migrations

SEND_TOGETHER = """
-- As conversation_send_as, for senders of one work role in turn. Each sends in their own scope: organisation and actor
-- are set anew before every message, and row security decides for that sender alone. `sender` counts from 1.
CREATE FUNCTION conversation_send_together_as(
  as_role text, organisations text[], actors text[], departments uuid[], conversations uuid[], clients uuid[], kinds text[],
  sides text[], labels text[], bodies bytea[], dues timestamptz[], automatic_clients uuid[], automatic_labels text[],
  automatic_bodies bytea[], sources text[]
) RETURNS TABLE (
  sender int, outcome text, number int, sent_at timestamptz, body bytea, organisation_id uuid, patient_id uuid,
  department_id uuid, last_number int, answer_due_at timestamptz
) LANGUAGE plpgsql AS $$
BEGIN
  FOR one IN 1 .. cardinality(actors) LOOP
    RETURN QUERY SELECT one, s.* FROM conversation_send_as(
      as_role, organisations[one], actors[one], departments[one], conversations[one], clients[one], kinds[one], sides[one],
      labels[one], bodies[one], dues[one], automatic_clients[one], automatic_labels[one], automatic_bodies[one],
      sources[one]) s;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION conversation_send_together_as(text, text[], text[], uuid[], uuid[], uuid[], text[], text[], text[],
  bytea[], timestamptz[], uuid[], text[], bytea[], text[]) TO bd_web;
-- The messages after the first are sent in the role that the first has taken on.
GRANT EXECUTE ON FUNCTION conversation_send_as(text, text, text, uuid, uuid, uuid, text, text, text, bytea, timestamptz,
  uuid, text, bytea, text) TO bd_staff, bd_participant;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0020_files_with_a_question")]
    operations = [migrations.RunSQL(SEND_TOGETHER)]
