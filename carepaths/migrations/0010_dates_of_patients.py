"""A moment that the patient enters: when it was asked, and the answer it was last taken from.

The door that names organisations with answers to follow names those too where a patient may enter a date.
"""

from django.db import migrations, models

from rowsecurity.operations import Door

SEEN = """
CREATE POLICY bd_door_clock_select ON carepaths_pathanchor FOR SELECT TO bd_door_clock USING (source = 'patient');
GRANT SELECT (organisation_id, source) ON carepaths_pathanchor TO bd_door_clock;
"""


class Migration(migrations.Migration):
    dependencies = [("carepaths", "0009_letters")]
    operations = [
        migrations.AddField("enrolmentanchor", "asked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("enrolmentanchor", "taken_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(SEEN),
        Door(
            "organisations_with_answers_to_follow",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
              SELECT t.organisation_id FROM carepaths_pathtrigger t
              JOIN carepaths_carepathversion v ON v.id = t.version_id
              WHERE t.kind = 'answer' AND t.of_step IS NOT NULL AND v.state = 'active'
              UNION SELECT a.organisation_id FROM carepaths_pathanchor a WHERE a.source = 'patient' $$""",
            callers=["bd_worker"],
        ),
    ]
