"""A page only asks for a deletion, it decides none in the same breath; and the eraser ends copies of before it."""

from django.db import migrations

from rowsecurity.operations import OWN, ProtectedTable

ASKED = """
CREATE POLICY only_asked ON keeping_erasure AS RESTRICTIVE FOR INSERT TO bd_staff WITH CHECK (
  state = 'asked' AND NOT is_alone AND decided_by_id IS NULL AND decided_at IS NULL AND done_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("keeping", "0002_terms_and_erasures")]

    operations = [
        migrations.RunSQL(ASKED),
        ProtectedTable(
            "keeping_everything",
            {
                "bd_eraser": {
                    "SELECT (id, organisation_id, state, expires_at)": OWN,
                    "UPDATE (state, expires_at, store_name, lease_until, done)": OWN,
                }
            },
        ),
    ]
