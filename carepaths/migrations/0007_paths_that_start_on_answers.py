"""Which organisations have a path that starts on a button: ids only, for who looks whether one was pressed."""

from django.db import migrations

from rowsecurity.operations import Door

# Drafts and what is off start nothing and stay out of sight.
SEEN = """
CREATE POLICY bd_door_clock_select ON carepaths_pathtrigger FOR SELECT TO bd_door_clock
  USING (kind = 'answer' AND of_step IS NOT NULL);
GRANT SELECT (organisation_id, version_id, kind, of_step) ON carepaths_pathtrigger TO bd_door_clock;
CREATE POLICY bd_door_clock_select ON carepaths_carepathversion FOR SELECT TO bd_door_clock
  USING (state = 'active');
GRANT SELECT (id, state) ON carepaths_carepathversion TO bd_door_clock;
"""


class Migration(migrations.Migration):
    dependencies = [("carepaths", "0006_what_a_path_is_made_of")]
    operations = [
        migrations.RunSQL(SEEN),
        Door(
            "organisations_with_answers_to_follow",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
              SELECT DISTINCT t.organisation_id FROM carepaths_pathtrigger t
              JOIN carepaths_carepathversion v ON v.id = t.version_id
              WHERE t.kind = 'answer' AND t.of_step IS NOT NULL AND v.state = 'active' $$""",
            callers=["bd_worker"],
        ),
    ]
