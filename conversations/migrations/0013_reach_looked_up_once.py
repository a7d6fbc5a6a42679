"""How far a participant reaches is looked up once in a transaction; policies compare with what was found.

Before, every policy of every statement asked again: six to nine times for one message. Also: no index on messages
and conversations that another one covers, because each is written with every message.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door

# A patient who represents nobody, which is nearly everybody, is settled by the first two lookups.
LOOK_UP = """() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  own uuid[] := (SELECT array_agg(p.id) FROM people_patient p WHERE p.person_id = app_actor());
  known uuid[] := own;
  whole uuid[] := own;
  writable uuid[] := own;
  chosen uuid[];
  chosen_writable uuid[];
  closed uuid[];
  past jsonb := '{}';
BEGIN
  IF EXISTS (SELECT FROM people_representation r WHERE r.person_id = app_actor()) THEN
    SELECT array_agg(r.patient_id), array_agg(r.patient_id) FILTER (WHERE r.covers_all AND r.until IS NULL),
      array_agg(r.patient_id) FILTER (WHERE r.covers_all AND r.may_write AND r.until IS NULL),
      coalesce(jsonb_object_agg(r.patient_id, r.until) FILTER (WHERE r.covers_all AND r.until IS NOT NULL), '{}')
    INTO known, whole, writable, past FROM app_my_reach() r;
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
    set_config('app.known_patients', coalesce(known::text, ''), true),
    set_config('app.patients', coalesce(whole::text, ''), true),
    set_config('app.writable_patients', coalesce(writable::text, ''), true),
    set_config('app.chosen', coalesce(chosen::text, ''), true),
    set_config('app.chosen_writable', coalesce(chosen_writable::text, ''), true),
    set_config('app.closed', coalesce(closed::text, ''), true),
    set_config('app.past', past::text, true);
END $$"""
IDS = "() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$ SELECT unnest(nullif(current_setting('{}', true), '')::uuid[]) $$"
FOUND = {
    "app_my_own_patients": "app.own_patients",
    "app_my_known_patients": "app.known_patients",
    "app_my_patients": "app.patients",
    "app_my_writable_patients": "app.writable_patients",
    "app_closed_to_me": "app.closed",
}
CHOSEN = """(to_write boolean) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$
SELECT unnest(nullif(current_setting(CASE WHEN to_write THEN 'app.chosen_writable' ELSE 'app.chosen' END, true), '')::uuid[]) $$"""
PAST = """() RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT coalesce(nullif(current_setting('app.past', true), ''), '{}')::jsonb $$"""
SCOPE_TAKE = """
CREATE OR REPLACE FUNCTION scope_take(as_role text, as_organisation text, as_actor text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.organisation', as_organisation, true), set_config('app.actor', as_actor, true),
    set_config('role', as_role, true);
  IF as_role = 'bd_participant' THEN
    PERFORM app_reach();
  END IF;
END $$;
ALTER POLICY bd_participant_select ON people_patient USING (id IN (SELECT app_my_known_patients()));
"""


def door(name: str, definition: str, arguments: str = "") -> Door:
    return Door(
        name, owner="bd_door_reach", arguments=arguments, definition=definition, callers=["bd_participant"]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0012_attachments"),
        ("people", "0010_relatives"),
        ("tenants", "0002_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="conversation",
            name="department",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conversations",
                to="tenants.department",
            ),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="patient",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conversations",
                to="people.patient",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="conversation",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="conversations.conversation",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="patient",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.patient",
            ),
        ),
        Door(
            "app_reach",
            owner="bd_door_reach",
            arguments="",
            definition=LOOK_UP,
            callers=["bd_participant", "bd_web"],
        ),
        *(door(name, IDS.format(setting)) for name, setting in FOUND.items()),
        door("app_my_chosen_conversations", CHOSEN, "boolean"),
        door("app_my_past", PAST),
        migrations.RunSQL(SCOPE_TAKE),
    ]
