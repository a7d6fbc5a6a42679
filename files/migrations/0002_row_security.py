"""Files: made by who adds them, claimed over all organisations by the clock, looked at one organisation at a time.

What the patient's side may reach of files that were sent is decided where they are sent (`conversations`).
"""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

MINE = "uploader_id = (SELECT app_actor())"
ADDED_BY_ME = f"{MINE} AND attached_at IS NULL"
NOT_SENT = "attached_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("people", "0004_row_security_of_patients")]
    operations = [
        TenantTable(
            "StoredFile",
            access={
                "bd_participant": {
                    "SELECT": ADDED_BY_ME,
                    "UPDATE (state, size, checksum, not_before, attached_at)": MINE,
                    "DELETE": ADDED_BY_ME,
                },
                "bd_door_clock": {
                    "SELECT (id, organisation_id, state, not_before, lease_until, attempts, attached_at, created_at)": NOT_SENT,
                    "UPDATE (state, lease_until, attempts)": NOT_SENT,
                },
            },
        ),
        # A file of one patient never goes with the conversation of another.
        migrations.RunSQL(
            "ALTER TABLE files_storedfile ADD CONSTRAINT file_of_patient UNIQUE (organisation_id, id, patient_id)"
        ),
        Door(
            "claim_files_to_check",
            owner="bd_door_clock",
            arguments="int",
            definition="""(most int) RETURNS TABLE (id uuid, organisation_id uuid, attempts smallint) LANGUAGE sql AS $$
              WITH due AS (
                SELECT f.id FROM files_storedfile f
                WHERE f.not_before <= clock_timestamp() AND f.attached_at IS NULL
                  AND (f.state = 'received' OR (f.state = 'checking' AND f.lease_until < clock_timestamp()))
                ORDER BY f.not_before LIMIT least(most, 100) FOR UPDATE SKIP LOCKED)
              UPDATE files_storedfile f
              SET state = 'checking', lease_until = clock_timestamp() + interval '5 minutes', attempts = f.attempts + 1
              FROM due WHERE f.id = due.id
              RETURNING f.id, f.organisation_id, f.attempts $$""",
            callers=["bd_worker"],
        ),
        Door(
            "files_not_sent",
            owner="bd_door_clock",
            arguments="int",
            definition="""(most int) RETURNS TABLE (id uuid, organisation_id uuid) LANGUAGE sql STABLE AS $$
              SELECT f.id, f.organisation_id FROM files_storedfile f
              WHERE f.attached_at IS NULL AND f.created_at < clock_timestamp() - interval '1 day'
              ORDER BY f.created_at LIMIT least(most, 1000) $$""",
            callers=["bd_worker"],
        ),
    ]
