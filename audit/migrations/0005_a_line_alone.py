"""What is written with every look is written once: no key to the organisation, no index that another one covers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_seal"), ("tenants", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="accesslogentry",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
        migrations.RunSQL("ALTER TABLE audit_accesslogentry DROP CONSTRAINT audit_accesslogentry_own"),
    ]
