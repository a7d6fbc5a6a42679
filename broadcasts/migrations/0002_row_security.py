"""Broadcasts belong to one organisation; the worker finds what was agreed to through one door."""

from django.db import migrations

from rowsecurity.operations import Door, TenantTable

TO_SEND = "agreed_at IS NOT NULL AND stopped_at IS NULL AND done_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("broadcasts", "0001_initial")]
    operations = [
        TenantTable(
            "Broadcast",
            access={
                "bd_door_clock": {
                    "SELECT (id, organisation_id, author_id, agreed_at, stopped_at, done_at)": TO_SEND
                }
            },
        ),
        TenantTable("BroadcastRecipient"),
        migrations.RunSQL(
            """CREATE POLICY authors_of_broadcasts ON tenants_membership FOR SELECT TO bd_door_clock
              USING (id IN (SELECT author_id FROM broadcasts_broadcast));
            GRANT SELECT (id, organisation_id, person_id) ON tenants_membership TO bd_door_clock"""
        ),
        Door(
            "broadcasts_to_send",
            owner="bd_door_clock",
            arguments="int",
            definition="""(most int) RETURNS TABLE (organisation_id uuid, id uuid, person_id uuid) LANGUAGE sql STABLE AS $$
              SELECT b.organisation_id, b.id, m.person_id FROM broadcasts_broadcast b
              JOIN tenants_membership m ON m.organisation_id = b.organisation_id AND m.id = b.author_id
              WHERE b.agreed_at IS NOT NULL AND b.stopped_at IS NULL AND b.done_at IS NULL
              ORDER BY b.agreed_at LIMIT least(most, 100) $$""",
            callers=["bd_worker"],
        ),
    ]
