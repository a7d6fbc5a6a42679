"""Who may do what with conversations, and the one function that writes messages."""

from pathlib import Path

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

MINE = "patient_id IN (SELECT app_my_patients())"
WRITABLE = "patient_id IN (SELECT app_my_writable_patients())"
ME = "person_id = (SELECT app_actor())"
READABLE = (
    "EXISTS (SELECT FROM conversations_conversation c WHERE c.id = conversation_id"
    " AND c.organisation_id = conversations_readmark.organisation_id)"
)
SEND = (Path(__file__).parent / "0002_conversation_send.sql").read_text()
# A message carries the patient of its conversation; without this a sender could name one of their own.
SAME_PATIENT = """
ALTER TABLE conversations_conversation ADD CONSTRAINT conversation_of_patient UNIQUE (organisation_id, id, patient_id);
ALTER TABLE conversations_message ADD CONSTRAINT message_of_same_patient FOREIGN KEY (organisation_id, conversation_id, patient_id)
  REFERENCES conversations_conversation (organisation_id, id, patient_id);
ALTER TABLE conversations_task ADD CONSTRAINT task_of_same_patient FOREIGN KEY (organisation_id, conversation_id, patient_id)
  REFERENCES conversations_conversation (organisation_id, id, patient_id);
ALTER TABLE conversations_conversation SET (fillfactor = 70);
"""
HEAD = "last_number, last_message_at, waiting_since, answer_due_at, closed_at, reopen_until"


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial"), ("audit", "0003_row_security")]
    operations = [
        Door(
            "app_my_writable_patients",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$
              SELECT id FROM people_patient WHERE person_id = app_actor()
              UNION SELECT patient_id FROM people_representation WHERE person_id = app_actor() AND may_write
              AND starts_at <= now() AND (ends_at IS NULL OR ends_at > now()) $$""",
            callers=["bd_participant"],
        ),
        migrations.RunSQL("GRANT SELECT (may_write) ON people_representation TO bd_door_reach"),
        TenantTable(
            "Conversation",
            staff="SELECT, INSERT, UPDATE",
            access={"bd_participant": {"SELECT": MINE, "INSERT": WRITABLE, f"UPDATE ({HEAD})": WRITABLE}},
        ),
        TenantTable(
            "Message",
            staff="SELECT, INSERT",
            access={
                "bd_participant": {
                    "SELECT": MINE,
                    # On the patient's side one writes in one's own name; the platform's automatic reply goes with it.
                    "INSERT": f"{WRITABLE} AND ((side = 'patient' AND author_id = (SELECT app_actor()))"
                    " OR (side = 'system' AND kind = 'automatic' AND author_id IS NULL))",
                }
            },
        ),
        TenantTable(
            "ReadMark",
            staff="SELECT, INSERT, UPDATE",
            access={
                "bd_participant": {
                    "SELECT": ME,
                    "INSERT": f"{ME} AND {READABLE}",
                    "UPDATE (number, read_at)": ME,
                }
            },
        ),
        TenantTable(
            "Task",
            staff="SELECT, INSERT, UPDATE",
            access={"bd_participant": {"SELECT": MINE, "UPDATE (answer, answered_at)": WRITABLE}},
        ),
        TenantTable("Note", staff="SELECT, INSERT"),
        TenantTable("StandardReply"),
        migrations.RunSQL(SAME_PATIENT),
        migrations.RunSQL(SEND),
    ]
