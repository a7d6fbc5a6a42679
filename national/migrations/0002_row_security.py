"""Who may do what with figures of the monitor, and the one door that reads them over organisations."""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable, TenantTable

# Only what is over is compared: a sum that is looked at twice in a running quarter tells what came between.
OVER = "quarter + interval '3 months' <= now()"
WRITE = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("national", "0001_initial"),
        ("operators", "0002_row_security"),  # lets the page ask how strong a session is
        ("tenants", "0002_row_security"),
    ]
    operations = [
        ProtectedTable(
            "national_reader",
            {
                "bd_gate": {"SELECT": "person_id = (SELECT app_actor())"},
                "bd_door_usage": {"SELECT (person_id)": "person_id = (SELECT app_actor())"},
                "bd_door_gate": dict.fromkeys(("SELECT", "INSERT", "DELETE"), "true"),
            },
        ),
        TenantTable(
            "Profile",
            staff="SELECT, INSERT, UPDATE",
            job="SELECT, INSERT, UPDATE",
            access={"bd_door_usage": {"SELECT (organisation_id, region)": "true"}},
        ),
        TenantTable(
            "Participation",
            staff="SELECT, INSERT, UPDATE (until, stopped_by)",
            job="SELECT, INSERT, UPDATE (until, stopped_by)",
            access={"bd_door_usage": {"SELECT (organisation_id, figure, since, until)": "true"}},
        ),
        TenantTable("GivenFigure", staff=WRITE, job=WRITE, access={"bd_door_usage": {"SELECT": OVER}}),
        # From the machine only: the login that owns the tables, which web and worker are never told.
        Door(
            "monitor_reader_name",
            owner="bd_door_gate",
            arguments="text, boolean",
            definition="""(address text, ends boolean) RETURNS boolean LANGUAGE plpgsql AS $$
              BEGIN
                IF ends THEN
                  DELETE FROM national_reader r USING people_credential c
                  WHERE c.person_id = r.person_id AND c.email = lower(address);
                  RETURN FOUND;
                END IF;
                INSERT INTO national_reader (person_id)
                SELECT c.person_id FROM people_credential c WHERE c.email = lower(address) ON CONFLICT DO NOTHING;
                RETURN EXISTS (SELECT FROM people_credential c WHERE c.email = lower(address));
              END $$""",
            callers=["bd_owner"],
        ),
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
                  SELECT g.organisation_id, o.name::text, o.kind::text, f.region::text, g.quarter,
                    g.figure::text, g.is_whole, g.specialism::text, g.number, g.people
                  FROM national_givenfigure g
                  JOIN national_participation p ON p.organisation_id = g.organisation_id
                    AND p.figure = g.figure AND p.since <= g.quarter AND (p.until IS NULL OR g.quarter < p.until)
                  JOIN national_profile f ON f.organisation_id = g.organisation_id
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
