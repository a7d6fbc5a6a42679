"""The patient's side sees that there is a visit; who is in it is told by the page, seat by seat.

What patients and guests do is checked in a scope of their own and then written in that of the one organisation.
"""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

ME = "(SELECT app_actor()) IS NOT NULL"
READABLE = (
    f"{ME} AND EXISTS (SELECT FROM conversations_conversation c WHERE c.id = conversation_id"
    " AND c.organisation_id = video_videovisit.organisation_id)"
)
TREATED = "organisation_id IN (SELECT app_my_organisations())"


class Migration(migrations.Migration):
    dependencies = [("video", "0001_initial"), ("conversations", "0021_sending_together")]
    operations = [
        TenantTable(
            "VideoVisit",
            staff="SELECT, INSERT, UPDATE",
            access={"bd_participant": {"SELECT": READABLE}},
        ),
        TenantTable(
            "Guest",
            staff="SELECT, INSERT, UPDATE",
            access={"bd_door_gate": {"SELECT (id, organisation_id, token_hash)": "true"}},
        ),
        TenantTable("Seat", staff="SELECT, INSERT, UPDATE"),
        TenantTable("WalkInDesk", access={"bd_participant": {"SELECT": TREATED}}),
        Door(
            "video_guest_by_token",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (organisation_id uuid, id uuid) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT g.organisation_id, g.id FROM video_guest g WHERE g.token_hash = wanted $$""",
            callers=["bd_web"],
        ),
        migrations.RunSQL(
            """ALTER TABLE video_videovisit ADD CONSTRAINT video_visit_of_same_patient
              FOREIGN KEY (organisation_id, conversation_id, patient_id)
              REFERENCES conversations_conversation (organisation_id, id, patient_id)"""
        ),
    ]
