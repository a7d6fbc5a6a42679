"""Whether a number is shown is decided when it is given, and the door tells no other; a quarter has its day.

What was given before this is shown where nothing of that organisation, quarter and family was of few people.
"""

from django.db import migrations, models

from rowsecurity.operations import Door

FILLED = """
SET LOCAL lock_timeout = '5s';
ALTER TABLE national_givenfigure NO FORCE ROW LEVEL SECURITY;
UPDATE national_givenfigure g SET is_shown = NOT f.is_of_few
FROM (
  SELECT id, bool_or(people < 10) OVER (
    PARTITION BY organisation_id, quarter, CASE
      WHEN figure IN ('messages_people', 'messages_patient', 'messages_team') THEN 'messages'
      WHEN figure = 'patients' OR figure LIKE 'age\\_%' OR figure LIKE 'language\\_%' THEN 'patients'
      ELSE figure END) AS is_of_few
  FROM national_givenfigure) f
WHERE f.id = g.id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE national_givenfigure FORCE ROW LEVEL SECURITY;
"""
EARLIER = """
SET LOCAL ROLE bd_door_usage;
DROP FUNCTION monitor_figures(date, date, text[]);
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("national", "0004_given_as_it_was")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'"),
        migrations.AddField(
            "givenfigure",
            "is_shown",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="Decided when it is given; the door tells no other number.",
            ),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RunSQL(EARLIER),
        Door(
            "monitor_figures",
            owner="bd_door_usage",
            arguments="date, date, text[]",
            definition="""(first date, last date, wanted text[])
              RETURNS TABLE (organisation_id uuid, organisation text, kind text, region text, quarter date,
                figure text, is_whole boolean, specialism text, number double precision)
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
                    g.figure::text, g.is_whole, g.specialism::text, CASE WHEN g.is_shown THEN g.number END
                  FROM national_givenfigure g
                  JOIN tenants_organisation o ON o.id = g.organisation_id
                  WHERE g.quarter BETWEEN first AND last AND g.figure = ANY (wanted)
                    -- The same as quarters.SHOWN_AFTER and bringing.TO_CORRECT.
                    AND (g.quarter + interval '3 months 10 days') AT TIME ZONE 'Europe/Amsterdam' <= now()
                    AND (g.origin = 'counted' OR g.given_at + interval '7 days' <= now()
                      OR g.organisation_id = app_organisation())
                    AND EXISTS (
                      SELECT FROM national_participation p
                      WHERE p.organisation_id = g.organisation_id AND p.figure = g.figure
                        AND p.since <= g.quarter AND (p.until IS NULL OR g.quarter < p.until))
                    AND (app_organisation() IS NULL OR EXISTS (
                      SELECT FROM national_participation mine
                      WHERE mine.organisation_id = app_organisation() AND mine.figure = g.figure
                        AND mine.until IS NULL))
                  ORDER BY g.quarter, g.figure, o.name, g.is_whole DESC, g.specialism;
              END $$""",
            callers=["bd_gate", "bd_staff"],
        ),
    ]
