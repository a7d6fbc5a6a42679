"""What many followers of one process have to read, in one call."""

from django.db import migrations

READ_TOGETHER = """
-- As conversation_read_as, for readers of one work role in turn. Each reads in their own scope: organisation and
-- actor are set anew before every read, and row security decides for that reader alone. `reader` counts from 1.
CREATE FUNCTION conversation_read_together_as(
  as_role text, organisations text[], actors text[], conversations uuid[], afters int[], in_limit int
) RETURNS TABLE (reader int, organisation_id uuid, patient_id uuid, department_id uuid, last_number int,
                 waiting_since timestamptz, answer_due_at timestamptz, closed_at timestamptz, reopen_until timestamptz,
                 team_read_number int, team_read_at timestamptz,
                 number int, client_id uuid, kind text, side text, is_own boolean, author_label text, on_behalf boolean,
                 body bytea, sent_at timestamptz, task jsonb)
LANGUAGE plpgsql AS $$
BEGIN
  FOR one IN 1 .. cardinality(actors) LOOP
    RETURN QUERY SELECT one, r.* FROM conversation_read_as(
      as_role, organisations[one], actors[one], conversations[one], afters[one], in_limit, NULL) r;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION conversation_read_together_as(text, text[], text[], uuid[], int[], int) TO bd_web;
-- The reads after the first run in the role that the first has taken on.
GRANT EXECUTE ON FUNCTION conversation_read_as(text, text, text, uuid, int, int, text) TO bd_staff, bd_participant;
GRANT EXECUTE ON FUNCTION scope_take(text, text, text) TO bd_staff, bd_participant;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_following")]
    operations = [migrations.RunSQL(READ_TOGETHER)]
