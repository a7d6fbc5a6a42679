"""A file that goes with an answer that waits is not forgotten meanwhile."""

from django.db import migrations, models

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [("files", "0003_oldest_unchecked")]
    operations = [
        migrations.AddField(
            "storedfile",
            "kept_for",
            models.UUIDField(blank=True, help_text="An answer that waits, with which it goes.", null=True),
        ),
        migrations.RunSQL("GRANT SELECT (kept_for) ON files_storedfile TO bd_door_clock"),
        Door(
            "files_not_sent",
            owner="bd_door_clock",
            arguments="int",
            definition="""(most int) RETURNS TABLE (id uuid, organisation_id uuid) LANGUAGE sql STABLE AS $$
              SELECT f.id, f.organisation_id FROM files_storedfile f
              WHERE f.attached_at IS NULL AND f.kept_for IS NULL AND f.created_at < clock_timestamp() - interval '1 day'
              ORDER BY f.created_at LIMIT least(most, 1000) $$""",
            callers=["bd_worker"],
        ),
    ]
