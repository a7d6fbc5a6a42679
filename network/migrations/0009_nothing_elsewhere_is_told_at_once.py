"""An organisation that takes part in nothing of others knows so at once, for the numbers on every page of its teams."""

from django.db import migrations

# As it was, in the language whose statements keep their plan, behind one look at an index.
WAITING = """
GRANT CREATE ON SCHEMA public TO bd_door_network;
SET LOCAL ROLE bd_door_network;
CREATE OR REPLACE FUNCTION network_waiting() RETURNS TABLE (asked bigint, unread bigint, shared bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM network_participation p WHERE p.partner_id = app_organisation() AND p.ended_at IS NULL) THEN
    RETURN QUERY SELECT 0::bigint, 0::bigint, 0::bigint;
    RETURN;
  END IF;
  -- How many conversations ask this member's departments something, hold something new, and there are.
  RETURN QUERY SELECT count(p.asked_at), count(*) FILTER (WHERE c.last_number > p.seen_number), count(*)
  FROM network_seat(NULL) s JOIN network_participation p ON p.id = s.id
    JOIN conversations_conversation c ON c.organisation_id = p.organisation_id AND c.id = p.conversation_id
    AND c.closed_at IS NULL;
END $$;
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM bd_door_network;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0008_the_line_lists_show")]
    operations = [migrations.RunSQL(WAITING)]
