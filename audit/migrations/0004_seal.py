"""The chain over the access log, added to by jobs and changed by nobody."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from rowsecurity.operations import Door, TenantTable

# The door sees which organisation has lines of which transactions, and how far they are sealed; nothing else.
COUNTED = """
CREATE INDEX access_log_by_transaction ON audit_accesslogentry (organisation_id, tx);
CREATE POLICY what_to_seal ON audit_accesslogentry FOR SELECT TO bd_door_clock USING (true);
GRANT SELECT (organisation_id, tx) ON audit_accesslogentry TO bd_door_clock;
CREATE POLICY what_is_sealed ON audit_seal FOR SELECT TO bd_door_clock USING (true);
GRANT SELECT (organisation_id, number, high) ON audit_seal TO bd_door_clock;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_row_security"),
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                ("low", models.BigIntegerField(help_text="The first transaction it covers.")),
                ("high", models.BigIntegerField(help_text="The first transaction it no longer covers.")),
                ("lines", models.PositiveIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("sealed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"), models.F("number"), name="one_link_per_number"
                    )
                ],
            },
        ),
        TenantTable("Seal", staff="", job="SELECT, INSERT"),
        migrations.RunSQL(COUNTED),
        Door(
            "organisations_to_seal",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 100 AS $$
              SELECT o.id FROM tenants_organisation o WHERE EXISTS (
                SELECT FROM audit_accesslogentry e WHERE e.organisation_id = o.id
                AND e.tx < pg_snapshot_xmin(pg_current_snapshot())
                AND e.tx >= coalesce((SELECT s.high FROM audit_seal s WHERE s.organisation_id = o.id
                                      ORDER BY s.number DESC LIMIT 1), 0)::text::xid8) $$""",
            callers=["bd_worker"],
        ),
    ]
