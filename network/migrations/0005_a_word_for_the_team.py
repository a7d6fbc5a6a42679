"""A partner's word lets the conversation wait for its team, which is another wait than the patient's."""

from pathlib import Path

from django.db import migrations

from rowsecurity.operations import Door

BEFORE = (Path(__file__).parent / "0003_doors.sql").read_text()


def door(name: str, arguments: str, *changes: tuple[str, str]) -> Door:
    """The door as it was, with these passages changed."""
    definition = BEFORE.split(f"-- door {name}(", 1)[1].partition("\n")[2].split("-- door ", 1)[0]
    for old, new in changes:
        if old not in definition:
            raise ValueError(f"{name} does not say {old!r}")
        definition = definition.replace(old, new)
    return Door(
        name, owner="bd_door_network", arguments=arguments, definition=definition, callers=["bd_staff"]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_removed_departments_are_not_found"),
        ("conversations", "0018_a_partners_word"),
    ]
    operations = [
        migrations.RunSQL(
            "GRANT SELECT (partner_wrote_at), UPDATE (waiting_since, partner_wrote_at)"
            " ON conversations_conversation TO bd_door_network"
        ),
        door(
            "network_conversations",
            "uuid",
            (
                "c.waiting_since,",
                "CASE WHEN c.partner_wrote_at = c.waiting_since THEN NULL ELSE c.waiting_since END,",
            ),
        ),
        door(
            "network_send",
            "uuid, uuid, bytea, text",
            (
                "SET last_number = number, last_message_at = sent_at WHERE",
                "SET last_number = number, last_message_at = sent_at,\n"
                "    waiting_since = coalesce(c.waiting_since, sent_at),\n"
                "    partner_wrote_at = CASE WHEN c.waiting_since IS NULL THEN sent_at ELSE c.partner_wrote_at END\n"
                "  WHERE",
            ),
            (
                "a partner's answer does not end it.",
                "a partner's answer does\n  -- not end it. Where nothing was promised, the team is to look at what the partner wrote.",
            ),
        ),
    ]
