"""Who asked has it; a worker makes it, one organisation at a time. The team has no right on either table."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

ME = "person_id = (SELECT app_actor())"
MINE = "download_id IN (SELECT d.id FROM downloads_download d WHERE d.person_id = (SELECT app_actor()))"
IN_HAND = "state IN ('due', 'leased')"


class Migration(migrations.Migration):
    dependencies = [
        ("downloads", "0001_initial"),
        ("people", "0010_relatives"),
        ("tenants", "0002_row_security"),
    ]
    operations = [
        TenantTable(
            "Download",
            staff="",
            job="SELECT, INSERT, UPDATE, DELETE",
            access={
                "bd_participant": {
                    "SELECT": ME,
                    "INSERT": f"{ME} AND patient_id IN (SELECT patient_id FROM app_my_reach())",
                    "DELETE": ME,
                },
                "bd_door_clock": {
                    "SELECT (id, organisation_id, state, created_at, lease_until, attempts, expires_at)": f"{IN_HAND} OR expires_at < now()",
                    "UPDATE (state, lease_until, attempts)": IN_HAND,
                },
            },
        ),
        TenantTable(
            "DownloadPiece",
            staff="",
            job="SELECT, INSERT, DELETE",
            access={"bd_participant": {"SELECT": MINE, "DELETE": MINE}},
        ),
        Door(
            "claim_due_downloads",
            owner="bd_door_clock",
            arguments="int",
            definition="""(most int) RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint) LANGUAGE sql AS $$
              WITH due AS (
                SELECT d.id FROM downloads_download d
                WHERE d.state = 'due' OR (d.state = 'leased' AND d.lease_until < clock_timestamp())
                ORDER BY d.created_at LIMIT least(most, 100) FOR UPDATE SKIP LOCKED)
              UPDATE downloads_download d
              SET state = 'leased', lease_until = clock_timestamp() + interval '5 minutes', attempts = d.attempts + 1
              FROM due WHERE d.id = due.id
              RETURNING d.id, d.organisation_id, d.attempts $$""",
            callers=["bd_worker"],
        ),
        Door(
            "organisations_with_old_downloads",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
              SELECT DISTINCT d.organisation_id FROM downloads_download d WHERE d.expires_at < clock_timestamp() $$""",
            callers=["bd_worker"],
        ),
    ]
