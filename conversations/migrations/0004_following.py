"""Following a conversation live: one call per look, and the heads of all that a process follows."""

from pathlib import Path

from django.db import migrations

from rowsecurity.operations import Door

CALLS = (Path(__file__).parent / "0004_following.sql").read_text()
HEADS = """
CREATE POLICY heads_of_followed ON conversations_conversation FOR SELECT TO bd_door_reach USING (true);
GRANT SELECT (id, last_number) ON conversations_conversation TO bd_door_reach;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_read_by_the_team"), ("people", "0004_row_security_of_patients")]
    operations = [
        migrations.RunSQL(HEADS),
        Door(
            "conversation_heads",
            owner="bd_door_reach",
            arguments="uuid[]",
            definition="""(wanted uuid[]) RETURNS TABLE (id uuid, last_number int) LANGUAGE sql STABLE AS $$
              SELECT c.id, c.last_number FROM conversations_conversation c WHERE c.id = ANY (wanted) $$""",
            callers=["bd_web"],
        ),
        migrations.RunSQL(CALLS),
    ]
