"""A patient's program is told since when the patient waits; that a partner's word waits for the team is the team's."""

from django.db import migrations

WHOSE = "c.waiting_since, c.answer_due_at,"
OWN = """CASE WHEN current_user = 'bd_participant' AND c.waiting_since = c.partner_wrote_at THEN NULL
      ELSE c.waiting_since END, c.answer_due_at,"""
CHANGED = f"""
DO $outer$
DECLARE
  before text := pg_get_functiondef('conversation_read_as(text, text, text, uuid, int, int, text)'::regprocedure);
  after text := replace(before, $one${WHOSE}$one$, $two${OWN}$two$);
BEGIN
  IF before = after THEN
    RAISE EXCEPTION 'conversation_read_as does not tell since when somebody waits';
  END IF;
  EXECUTE after;
END $outer$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0021_sending_together")]
    operations = [migrations.RunSQL(CHANGED)]
