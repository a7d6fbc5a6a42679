"""What a partner writes, and that they take part no longer, is the line that lists show."""

from django.db import migrations

KEEP = """
GRANT UPDATE (line_number) ON conversations_conversation TO bd_door_network;
GRANT CREATE ON SCHEMA public TO bd_door_network;
SET LOCAL ROLE bd_door_network;
DO $outer$
DECLARE
  change record;
  before text;
  after text;
BEGIN
  FOR change IN VALUES
    ('network_send(uuid, uuid, bytea, text)', 'last_number = number,', 'last_number = number, line_number = number,'),
    ('network_leave(uuid, uuid, text, bytea, text)', 'SET last_number = network_leave.last_number,',
      'SET last_number = network_leave.last_number, line_number = network_leave.last_number,')
  LOOP
    before := pg_get_functiondef(change.column1::regprocedure);
    after := replace(before, change.column2, change.column3);
    IF before = after THEN
      RAISE EXCEPTION '% keeps no number', change.column1;
    END IF;
    EXECUTE after;
  END LOOP;
END $outer$;
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM bd_door_network;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0007_removed_departments_take_no_part"),
        ("conversations", "0026_the_line_lists_show"),
    ]
    operations = [migrations.RunSQL(KEEP)]
