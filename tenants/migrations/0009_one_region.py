"""The region of an organisation is one of the provinces: what was typed freely and is none, is empty."""

from django.db import migrations, models

NAMES = (
    "drenthe", "flevoland", "friesland", "gelderland", "groningen", "limburg", "noord-brabant",
    "noord-holland", "overijssel", "utrecht", "zeeland", "zuid-holland",
)  # fmt: skip
OF_BEFORE = f"""
ALTER TABLE tenants_organisation NO FORCE ROW LEVEL SECURITY;
UPDATE tenants_organisation SET region = CASE
  WHEN replace(lower(region), ' ', '-') = ANY (ARRAY{list(NAMES)!r}) THEN replace(lower(region), ' ', '-')
  ELSE '' END WHERE region <> '';
ALTER TABLE tenants_organisation FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0008_running_an_organisation")]

    operations = [
        migrations.RunSQL(OF_BEFORE),
        migrations.AlterField(
            "organisation",
            "region",
            models.CharField(
                blank=True,
                choices=[
                    ("drenthe", "Drenthe"),
                    ("flevoland", "Flevoland"),
                    ("friesland", "Friesland"),
                    ("gelderland", "Gelderland"),
                    ("groningen", "Groningen"),
                    ("limburg", "Limburg"),
                    ("noord-brabant", "North Brabant"),
                    ("noord-holland", "North Holland"),
                    ("overijssel", "Overijssel"),
                    ("utrecht", "Utrecht"),
                    ("zeeland", "Zeeland"),
                    ("zuid-holland", "South Holland"),
                ],
                db_default="",
                max_length=60,
            ),
        ),
    ]
