"""Since when the oldest file waits to be looked at, for who watches the product."""

from django.db import migrations

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [("files", "0002_row_security")]
    operations = [
        Door(
            "oldest_unchecked_file",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS timestamptz LANGUAGE sql STABLE AS $$
              SELECT min(not_before) FROM files_storedfile
              WHERE state IN ('received', 'checking') AND attached_at IS NULL $$""",
            callers=["bd_web", "bd_worker"],
        ),
    ]
