"""Somebody is known of one provider: another one that uses the same name for them speaks of nobody here."""

from django.db import migrations, models

FILLED = """
ALTER TABLE single_sign_on_workidentity NO FORCE ROW LEVEL SECURITY;
ALTER TABLE single_sign_on_provider NO FORCE ROW LEVEL SECURITY;
UPDATE single_sign_on_workidentity i SET issuer = p.issuer, client_id = p.client_id
  FROM single_sign_on_provider p WHERE p.organisation_id = i.organisation_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE single_sign_on_provider FORCE ROW LEVEL SECURITY;
ALTER TABLE single_sign_on_workidentity FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("single_sign_on", "0002_sessions_at_the_provider")]

    operations = [
        migrations.AddField(
            model_name="workidentity",
            name="issuer",
            field=models.URLField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="workidentity",
            name="client_id",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="workidentity", name="one_identity_per_subject"),
        migrations.AddConstraint(
            model_name="workidentity",
            constraint=models.UniqueConstraint(
                fields=("organisation", "issuer", "client_id", "subject"), name="one_identity_per_subject"
            ),
        ),
    ]
