"""Since when a partner's word lets a conversation wait, and that the patient's own question begins a wait of its own."""

from django.db import migrations, models

# What a partner wrote is no question of the patient: the patient's next message begins the wait, with its
# promise and its automatic reply. The variable is of this call alone; the row is written further on.
LINE = "moment := clock_timestamp();"
ADDED = f"""IF in_side = 'patient' AND head.waiting_since = head.partner_wrote_at THEN
    head.waiting_since := NULL;
  END IF;
  {LINE}"""
A_WAIT_OF_ITS_OWN = f"""
DO $outer$
DECLARE
  before text := pg_get_functiondef('conversation_send(uuid, uuid, text, text, text, bytea, timestamptz, uuid, text,
    bytea, text)'::regprocedure);
  after text := replace(before, $one${LINE}$one$, $two${ADDED}$two$);
BEGIN
  IF before = after THEN
    RAISE EXCEPTION 'conversation_send has no moment to begin at';
  END IF;
  EXECUTE after;
END $outer$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0017_who_may_send")]
    operations = [
        migrations.AddField("conversation", "partner_wrote_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(A_WAIT_OF_ITS_OWN),
    ]
