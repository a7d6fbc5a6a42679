"""The region is that of the organisation; what was chosen for the monitor was the better known one."""

from django.db import migrations

from rowsecurity.operations import Door

KEPT = """
ALTER TABLE tenants_organisation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE national_profile NO FORCE ROW LEVEL SECURITY;
UPDATE tenants_organisation o SET region = f.region FROM national_profile f WHERE f.organisation_id = o.id;
ALTER TABLE tenants_organisation FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("national", "0002_row_security"), ("tenants", "0009_one_region")]

    operations = [
        migrations.RunSQL(KEPT),
        Door(
            "monitor_figures",
            owner="bd_door_usage",
            arguments="date, date, text[]",
            definition="""(first date, last date, wanted text[])
              RETURNS TABLE (organisation_id uuid, organisation text, kind text, region text, quarter date,
                figure text, is_whole boolean, specialism text, number double precision, people integer)
              LANGUAGE plpgsql STABLE AS $$
              BEGIN
                IF app_organisation() IS NULL
                  AND NOT EXISTS (SELECT FROM national_reader r WHERE r.person_id = app_actor()) THEN
                  RAISE EXCEPTION 'for readers only' USING ERRCODE = 'insufficient_privilege';
                END IF;
                RETURN QUERY
                  SELECT g.organisation_id, o.name::text, o.kind::text, o.region::text, g.quarter,
                    g.figure::text, g.is_whole, g.specialism::text, g.number, g.people
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
        migrations.DeleteModel("Profile"),
    ]
