"""The doors for a department that takes part: each asks the participation anew, at every call."""

from pathlib import Path

from django.db import migrations

from rowsecurity.operations import Door

TEXT = (Path(__file__).parent / "0003_doors.sql").read_text()
# "-- door name(arguments)" begins each, and its definition follows.
DEFINITIONS = {
    head.partition("(")[0]: body
    for head, _newline, body in (part.partition("\n") for part in TEXT.split("-- door ")[1:])
}


def door(
    name: str, arguments: str, callers: tuple[str, ...] = ("bd_staff",), owner: str = "bd_door_network"
) -> Door:
    return Door(name, owner=owner, arguments=arguments, definition=DEFINITIONS[name], callers=list(callers))


LOOK = """
-- For a socket: whether this member may still follow, and the last number. Takes its scope on first.
CREATE FUNCTION network_look_as(as_organisation text, as_actor text, in_participation uuid)
RETURNS TABLE (conversation_id uuid, last_number int) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take('bd_staff', as_organisation, as_actor);
  RETURN QUERY SELECT c.conversation_id, c.last_number FROM network_conversations(in_participation) c WHERE app_may_read();
END $$;
GRANT EXECUTE ON FUNCTION network_look_as(text, text, uuid) TO bd_web;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0002_row_security")]
    operations = [
        door("network_departments", ""),
        door("network_seat", "uuid"),
        door("network_conversations", "uuid"),
        door("network_waiting", ""),
        door("network_log", "uuid, text, text, text"),
        door("network_thread", "uuid, int, int, int"),
        door("network_send", "uuid, uuid, bytea, text"),
        door("network_seen", "uuid, int"),
        door("network_leave", "uuid, uuid, text, bytea, text"),
        door("partner_words_untold", "int", ("bd_worker",), "bd_door_clock"),
        migrations.RunSQL(LOOK),
    ]
