"""Other ways to an invitation lead through the same door as its first link, for as long as they hold."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable


class Migration(migrations.Migration):
    dependencies = [("people", "0008_ways_to_an_invitation")]
    operations = [
        TenantTable(
            "InvitationKey",
            staff="SELECT, INSERT, DELETE",
            access={
                "bd_door_gate": {"SELECT (organisation_id, invitation_id, key_hash, expires_at)": "true"},
            },
        ),
        Door(
            "invitation_by_token",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (organisation_id uuid, id uuid) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT i.organisation_id, i.id FROM people_invitation i WHERE i.token_hash = wanted
              UNION ALL
              SELECT k.organisation_id, k.invitation_id FROM people_invitationkey k
              WHERE k.key_hash = wanted AND k.expires_at > now() $$""",
            callers=["bd_web", "bd_gate"],
        ),
    ]
