"""What a participant reaches is told with the first statement of their scope, instead of asked again in it.

The application asked `app_my_reach()` up to five times for one page, after `app_reach()` had looked it all up
for the policies.
"""

from django.db import migrations

from rowsecurity.operations import Door

# As in 0024; it gives what it found as a list of grants, in the order of `conversations.reach.Grant`.
LOOK_UP = """() RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  own uuid[];
  organisations uuid[];
  known uuid[];
  whole uuid[];
  writable uuid[];
  chosen uuid[];
  chosen_writable uuid[];
  closed uuid[];
  past jsonb := '{}';
  grants jsonb;
BEGIN
  SELECT array_agg(p.id), array_agg(DISTINCT p.organisation_id),
    jsonb_agg(jsonb_build_array(p.id, true, true, true, NULL, NULL))
  INTO own, organisations, grants FROM people_patient p WHERE p.person_id = app_actor();
  known := own;
  whole := own;
  writable := own;
  IF EXISTS (SELECT FROM people_representation r WHERE r.person_id = app_actor()) THEN
    SELECT array_agg(r.patient_id), array_agg(DISTINCT r.organisation_id),
      array_agg(r.patient_id) FILTER (WHERE r.covers_all AND r.until IS NULL),
      array_agg(r.patient_id) FILTER (WHERE r.covers_all AND r.may_write AND r.until IS NULL),
      coalesce(jsonb_object_agg(r.patient_id, r.until) FILTER (WHERE r.covers_all AND r.until IS NOT NULL), '{}'),
      jsonb_agg(jsonb_build_array(r.patient_id, r.is_own, r.covers_all, r.may_write, r.until,
        CASE WHEN NOT r.covers_all THEN (SELECT jsonb_agg(s.conversation_id) FROM conversations_sharedconversation s
          WHERE s.representation_id = r.representation_id) END))
    INTO known, organisations, whole, writable, past, grants FROM app_my_reach() r;
    SELECT array_agg(s.conversation_id) FILTER (WHERE r.until IS NULL),
      array_agg(s.conversation_id) FILTER (WHERE r.until IS NULL AND r.may_write),
      past || coalesce(jsonb_object_agg(s.conversation_id, r.until) FILTER (WHERE r.until IS NOT NULL), '{}')
    INTO chosen, chosen_writable, past FROM app_my_reach() r
    JOIN conversations_sharedconversation s ON s.representation_id = r.representation_id WHERE NOT r.covers_all;
    SELECT array_agg(c.id) INTO closed FROM people_representation r
    JOIN conversations_conversation c ON c.patient_id = r.patient_id AND c.is_private
    WHERE r.person_id = app_actor();
  END IF;
  PERFORM set_config('app.own_patients', coalesce(own::text, ''), true),
    set_config('app.organisations', coalesce(organisations::text, ''), true),
    set_config('app.known_patients', coalesce(known::text, ''), true),
    set_config('app.patients', coalesce(whole::text, ''), true),
    set_config('app.writable_patients', coalesce(writable::text, ''), true),
    set_config('app.chosen', coalesce(chosen::text, ''), true),
    set_config('app.chosen_writable', coalesce(chosen_writable::text, ''), true),
    set_config('app.closed', coalesce(closed::text, ''), true),
    set_config('app.past', past::text, true);
  RETURN coalesce(grants, '[]');
END $$"""
# A function that gives something else is another function.
OLD = """
SET LOCAL ROLE bd_door_reach;
DROP FUNCTION app_reach();
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0024_organisations_looked_up_once")]

    operations = [
        migrations.RunSQL(OLD),
        Door(
            "app_reach",
            owner="bd_door_reach",
            arguments="",
            definition=LOOK_UP,
            callers=["bd_participant", "bd_web"],
        ),
    ]
