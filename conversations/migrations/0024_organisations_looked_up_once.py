"""The organisations of a participant are looked up once in a transaction too, with the rest of their reach.

Before, a list asked them again, which took as long as finding its conversations. Whatever a policy says of
departments, consults and video visits compares with what was found.
"""

from django.db import migrations

from rowsecurity.operations import Door

# As in 0013, with the organisations. A patient who represents nobody is settled by the first two lookups.
LOOK_UP = """() RETURNS void LANGUAGE plpgsql AS $$
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
BEGIN
  SELECT array_agg(p.id), array_agg(DISTINCT p.organisation_id) INTO own, organisations
  FROM people_patient p WHERE p.person_id = app_actor();
  known := own;
  whole := own;
  writable := own;
  IF EXISTS (SELECT FROM people_representation r WHERE r.person_id = app_actor()) THEN
    SELECT array_agg(r.patient_id), array_agg(DISTINCT r.organisation_id),
      array_agg(r.patient_id) FILTER (WHERE r.covers_all AND r.until IS NULL),
      array_agg(r.patient_id) FILTER (WHERE r.covers_all AND r.may_write AND r.until IS NULL),
      coalesce(jsonb_object_agg(r.patient_id, r.until) FILTER (WHERE r.covers_all AND r.until IS NOT NULL), '{}')
    INTO known, organisations, whole, writable, past FROM app_my_reach() r;
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
END $$"""
ORGANISATIONS = """() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 3 AS $$
SELECT unnest(nullif(current_setting('app.organisations', true), '')::uuid[]) $$"""
POLICY = """
ALTER POLICY bd_participant_select ON tenants_department USING (organisation_id = ANY (app_ids('organisations')));
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0023_special_days"), ("tenants", "0009_one_region")]

    operations = [
        Door(
            "app_reach",
            owner="bd_door_reach",
            arguments="",
            definition=LOOK_UP,
            callers=["bd_participant", "bd_web"],
        ),
        Door(
            "app_my_organisations",
            owner="bd_door_reach",
            arguments="",
            definition=ORGANISATIONS,
            callers=["bd_participant"],
        ),
        migrations.RunSQL(POLICY),
    ]
