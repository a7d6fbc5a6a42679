"""An admin invites; the link is found by a door, and the rest happens in the job scope of its organisation."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_staff_invitations")]
    operations = [
        TenantTable(
            "StaffInvitation",
            staff="SELECT, INSERT, UPDATE",
            access={"bd_door_gate": {"SELECT (id, organisation_id, token_hash)": "true"}},
        ),
        Door(
            "staff_invitation_by_token",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (organisation_id uuid, id uuid) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT i.organisation_id, i.id FROM tenants_staffinvitation i WHERE i.token_hash = wanted $$""",
            callers=["bd_web"],
        ),
    ]
