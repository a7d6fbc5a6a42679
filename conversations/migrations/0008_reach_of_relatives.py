"""Conversations of the patient alone, conversations chosen for a relative, and one answer to who reaches what."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantTable

REACH = (Path(__file__).parent / "0008_reach_of_relatives.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0007_who_has_it_by_function"),
        ("people", "0010_relatives"),
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedConversation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="conversation",
            name="is_private",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("is_private", True)), fields=["patient"], name="private_talk"
            ),
        ),
        migrations.AddField(
            model_name="sharedconversation",
            name="conversation",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shared",
                to="conversations.conversation",
            ),
        ),
        migrations.AddField(
            model_name="sharedconversation",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.AddField(
            model_name="sharedconversation",
            name="representation",
            field=rowsecurity.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.representation",
            ),
        ),
        migrations.AddIndex(
            model_name="sharedconversation",
            index=models.Index(fields=["representation"], name="shared_with"),
        ),
        migrations.AddConstraint(
            model_name="sharedconversation",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("representation"),
                models.F("conversation"),
                name="conversation_shared_once",
            ),
        ),
        TenantTable(
            "SharedConversation",
            staff="SELECT, INSERT, DELETE",
            access={
                "bd_participant": {
                    "SELECT": "representation_id IN (SELECT representation_id FROM app_my_reach())"
                    " OR representation_id IN (SELECT r.id FROM people_representation r"
                    " WHERE r.patient_id IN (SELECT app_my_own_patients()))"
                },
                "bd_door_reach": {
                    "SELECT (representation_id, conversation_id)": "representation_id IN (SELECT r.id FROM people_representation r)"
                },
            },
        ),
        migrations.RunSQL(
            "GRANT SELECT (patient_id, is_private) ON conversations_conversation TO bd_door_reach"
        ),
        Door(
            "app_my_writable_patients",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$
              SELECT id FROM people_patient WHERE person_id = app_actor()
              UNION SELECT patient_id FROM people_representation
              WHERE person_id = app_actor() AND covers_all AND may_write
              AND starts_at <= now() AND (ends_at IS NULL OR ends_at > now()) $$""",
            callers=["bd_participant"],
        ),
        Door(
            "app_my_chosen_conversations",
            owner="bd_door_reach",
            arguments="boolean",
            definition="""(to_write boolean) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$
              SELECT s.conversation_id FROM people_representation r
              JOIN conversations_sharedconversation s ON s.representation_id = r.id
              WHERE r.person_id = app_actor() AND NOT r.covers_all AND (r.may_write OR NOT to_write)
              AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now()) $$""",
            callers=["bd_participant"],
        ),
        Door(
            "app_closed_to_me",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$
              SELECT c.id FROM people_representation r
              JOIN conversations_conversation c ON c.patient_id = r.patient_id AND c.is_private
              WHERE r.person_id = app_actor() $$""",
            callers=["bd_participant"],
        ),
        # {patient or conversation: the moment until which it may be read back}
        Door(
            "app_my_past",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS jsonb LANGUAGE sql STABLE AS $$
              SELECT coalesce(jsonb_object_agg(coalesce(s.conversation_id, r.patient_id), r.until), '{}')
              FROM app_my_reach() r
              LEFT JOIN conversations_sharedconversation s ON s.representation_id = r.representation_id AND NOT r.covers_all
              WHERE r.until IS NOT NULL AND (r.covers_all OR s.conversation_id IS NOT NULL) $$""",
            callers=["bd_participant"],
        ),
        migrations.RunSQL(REACH),
    ]
