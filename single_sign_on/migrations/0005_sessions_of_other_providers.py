"""Who came in by a provider that is not the one of the organisation any more has no session left."""

from django.db import migrations

from rowsecurity.operations import OWN, Door, ProtectedTable

GRANTS = """
GRANT EXECUTE ON FUNCTION app_organisation() TO bd_door_gate;
GRANT SELECT (id, organisation_id, person_id) ON tenants_membership TO bd_door_gate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("single_sign_on", "0004_where_notices_go"),
        ("people", "0013_sessions_of_members"),
    ]
    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        ProtectedTable(
            "single_sign_on_provider",
            {"bd_door_gate": {"SELECT (organisation_id, issuer, client_id, is_on)": OWN}},
        ),
        ProtectedTable(
            "single_sign_on_workidentity",
            {"bd_door_gate": {"SELECT (organisation_id, membership_id, issuer, client_id)": OWN}},
        ),
        Door(
            "sessions_end_of_other_providers",
            owner="bd_door_gate",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE plpgsql AS $$
              BEGIN
                RETURN QUERY WITH ended AS (
                  DELETE FROM people_session s
                  USING single_sign_on_workidentity w JOIN tenants_membership m
                    ON m.organisation_id = w.organisation_id AND m.id = w.membership_id
                  WHERE w.organisation_id = app_organisation() AND s.person_id = m.person_id
                    AND NOT EXISTS (SELECT FROM single_sign_on_provider p
                      WHERE p.organisation_id = w.organisation_id AND p.is_on
                        AND p.issuer = w.issuer AND p.client_id = w.client_id)
                  RETURNING s.person_id)
                SELECT DISTINCT e.person_id FROM ended e;
              END $$""",
            callers=["bd_staff", "bd_job"],
        ),
    ]
