"""Sending asks by conversation, so that without row security a private or unchosen one is closed as well."""

from django.db import migrations

ASKED = "app_may_reach(head.organisation_id, head.patient_id, true)"
ASKS = (
    "(CASE WHEN current_user = 'bd_participant' THEN app_may_reach_conversation(head.id, true)"
    f" ELSE {ASKED} END)"
)
BY_CONVERSATION = f"""
DO $outer$
DECLARE
  before text := pg_get_functiondef('conversation_send(uuid, uuid, text, text, text, bytea, timestamptz, uuid, text,
    bytea, text)'::regprocedure);
  after text := replace(before, $one${ASKED}$one$, $two${ASKS}$two$);
BEGIN
  IF before = after THEN
    RAISE EXCEPTION 'conversation_send does not ask whether it may';
  END IF;
  EXECUTE after;
END $outer$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0016_merging_and_review")]
    operations = [migrations.RunSQL(BY_CONVERSATION)]
