"""What was given is kept with what the organisation was then; when it was given tells who joined later."""

import django.db.models.functions.datetime
from django.db import migrations, models

from rowsecurity.operations import Door

# Organisations are read by a role that may read them all: every page asks for that table, so it is not locked.
FILLED = """
SET LOCAL lock_timeout = '5s';
DO $$
DECLARE known jsonb;
BEGIN
  SET LOCAL ROLE bd_door_usage;
  SELECT jsonb_agg(jsonb_build_object('id', o.id, 'kind', o.kind, 'region', o.region)) INTO known
    FROM tenants_organisation o;
  RESET ROLE;
  ALTER TABLE national_givenfigure NO FORCE ROW LEVEL SECURITY;
  UPDATE national_givenfigure g SET kind = o.kind, region = o.region,
      given_at = least(now(), g.quarter + interval '3 months 3 days')
    FROM jsonb_to_recordset(known) AS o (id uuid, kind text, region text) WHERE o.id = g.organisation_id;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE national_givenfigure FORCE ROW LEVEL SECURITY;
"""
EARLIER = """
SET LOCAL ROLE bd_door_usage;
DROP FUNCTION monitor_figures(date, date, text[]);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("national", "0003_one_region")]

    operations = [
        migrations.AddField(
            "givenfigure", "kind", models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
        migrations.AddField(
            "givenfigure", "region", models.CharField(blank=True, db_default="", default="", max_length=60)
        ),
        migrations.AddField(
            "givenfigure",
            "given_at",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RunSQL(EARLIER),
        Door(
            "monitor_figures",
            owner="bd_door_usage",
            arguments="date, date, text[]",
            definition="""(first date, last date, wanted text[])
              RETURNS TABLE (organisation_id uuid, organisation text, kind text, region text, quarter date,
                figure text, is_whole boolean, specialism text, number double precision, people integer,
                given_at timestamptz)
              LANGUAGE plpgsql STABLE AS $$
              BEGIN
                IF app_organisation() IS NULL
                  AND NOT EXISTS (SELECT FROM national_reader r WHERE r.person_id = app_actor()) THEN
                  RAISE EXCEPTION 'for readers only' USING ERRCODE = 'insufficient_privilege';
                END IF;
                RETURN QUERY
                  SELECT g.organisation_id, o.name::text,
                    CASE WHEN g.kind = '' THEN o.kind ELSE g.kind END::text,
                    CASE WHEN g.kind = '' THEN o.region ELSE g.region END::text, g.quarter,
                    g.figure::text, g.is_whole, g.specialism::text, g.number, g.people, g.given_at
                  FROM national_givenfigure g
                  JOIN national_participation p ON p.organisation_id = g.organisation_id
                    AND p.figure = g.figure AND p.since <= g.quarter AND (p.until IS NULL OR g.quarter < p.until)
                  JOIN tenants_organisation o ON o.id = g.organisation_id
                  WHERE g.quarter BETWEEN first AND last AND g.figure = ANY (wanted)
                    AND (app_organisation() IS NULL OR EXISTS (
                      SELECT FROM national_participation mine
                      WHERE mine.organisation_id = app_organisation() AND mine.figure = g.figure
                        AND mine.until IS NULL))
                  ORDER BY g.quarter, g.figure, o.name, g.is_whole DESC, g.specialism;
              END $$""",
            callers=["bd_gate", "bd_staff"],
        ),
    ]
