"""Who may do what with tokens and received resources."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial"), ("rowsecurity", "0001_functions_of_a_scope")]
    operations = [
        TenantTable(
            "ApiToken",
            staff="SELECT, INSERT, UPDATE (revoked_at)",
            access={"bd_door_gate": {"SELECT (id, organisation_id, label, token_hash, revoked_at)": "true"}},
        ),
        TenantTable("IncomingResource", staff="SELECT", job="SELECT, INSERT, UPDATE"),
        Door(
            "organisation_by_token",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (organisation_id uuid, id uuid, label text) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT t.organisation_id, t.id, t.label::text FROM integrations_apitoken t
              WHERE t.token_hash = wanted AND t.revoked_at IS NULL $$""",
            callers=["bd_web"],
        ),
    ]
