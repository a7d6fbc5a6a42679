"""A conversation that goes on in another is closed for its patient's side, whatever the clock says.

It was so by a moment that was past at once: a message that waited for the lock of the merge opened it again.
"""

from django.db import migrations

CLOSED = """
DO $outer$
DECLARE
  before text := pg_get_functiondef('conversation_send(uuid, uuid, uuid, text, text, text, bytea, timestamptz, uuid, text,
    bytea, text)'::regprocedure);
  after text := replace(before, 'head.reopen_until < now()', '(head.merged_into_id IS NOT NULL OR head.reopen_until < now())');
BEGIN
  IF before = after THEN
    RAISE EXCEPTION 'conversation_send refuses nothing that is closed';
  END IF;
  EXECUTE after;
END $outer$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0027_departments_are_of_one_organisation")]

    operations = [migrations.RunSQL(CLOSED)]
