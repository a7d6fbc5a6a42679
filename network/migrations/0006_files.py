"""Photos and files of a conversation for who takes part in it: reading, adding and sending, through doors."""

from pathlib import Path

from django.db import migrations

from rowsecurity.operations import Door, policies

TEXT = (Path(__file__).parent / "0006_files.sql").read_text()
SHARED = "SELECT conversation_id FROM network_participation WHERE ended_at IS NULL"
MINE = "uploader_id = (SELECT app_actor())"
FILE = (
    "id, organisation_id, patient_id, uploader_id, meant_for, client_id, state, reason, kind, name_sealed,"
    " key_sealed, store_name, size, checksum, width, height, small_size, attempts, attached_at, created_at"
)
MADE = FILE.removesuffix(", attached_at, created_at")
ATTACHMENT = "id, organisation_id, conversation_id, patient_id, number, position, file_id"
BEHIND_THE_DOORS = {
    "conversations_attachment": {
        f"SELECT ({ATTACHMENT})": f"conversation_id IN ({SHARED})",
        f"INSERT ({ATTACHMENT})": f"conversation_id IN ({SHARED})",
    },
    "files_storedfile": {
        f"SELECT ({FILE})": f"meant_for IN ({SHARED}) AND (attached_at IS NOT NULL OR {MINE})",
        f"INSERT ({MADE})": f"meant_for IN ({SHARED}) AND {MINE} AND state = 'receiving'",
        "UPDATE (state, size, checksum, not_before, attached_at)": f"meant_for IN ({SHARED}) AND {MINE}",
        "DELETE": f"meant_for IN ({SHARED}) AND {MINE} AND attached_at IS NULL",
    },
}


def door(name: str, arguments: str) -> Door:
    definition = TEXT.split(f"-- door {name}(", 1)[1].partition("\n")[2].split("-- door ", 1)[0]
    return Door(
        name, owner="bd_door_network", arguments=arguments, definition=definition, callers=["bd_staff"]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_a_word_for_the_team"),
        ("conversations", "0018_a_partners_word"),
        ("files", "0002_row_security"),
    ]
    operations = [
        *(
            migrations.RunSQL(statement)
            for table, commands in BEHIND_THE_DOORS.items()
            for statement in policies(table, {"bd_door_network": commands})
        ),
        door("network_files", "uuid, uuid, int[]"),
        door("network_files_being_added", "uuid, uuid"),
        door("network_file_begin", "uuid, uuid, uuid, bytea, bytea, text, int"),
        door("network_file_received", "uuid, uuid, int, bytea"),
        door("network_file_removed", "uuid, uuid"),
        door("network_attach", "uuid, int, uuid[]"),
    ]
