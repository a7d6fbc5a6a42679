"""Lines that are over their term may go, by one role only; how far they went is marked."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from rowsecurity.operations import OWN, ProtectedTable, TenantTable

# Stcrt. 2019, 38007: a line is kept for five years. Whatever an organisation or a fault asks, not less.
OLD = f"{OWN} AND at < now() - interval '5 years'"


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_a_line_alone"), ("tenants", "0002_row_security")]

    operations = [
        migrations.RunSQL("GRANT EXECUTE ON FUNCTION app_organisation(), app_actor() TO bd_eraser"),
        migrations.CreateModel(
            name="Cleared",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "through",
                    models.PositiveIntegerField(help_text="The number of the last link without lines."),
                ),
                ("lines", models.PositiveIntegerField()),
                ("cleared_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
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
                "ordering": ["through"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"), models.F("through"), name="cleared_once"
                    )
                ],
            },
        ),
        TenantTable(
            "Cleared",
            staff="",
            job="SELECT",
            access={"bd_eraser": {"SELECT": OWN, "INSERT": OWN}},
        ),
        ProtectedTable("audit_seal", {"bd_eraser": {"SELECT": OWN}}),
        ProtectedTable("audit_accesslogentry", {"bd_eraser": {"SELECT": OWN, "INSERT": OWN, "DELETE": OLD}}),
    ]
