"""Who agreed to a list, and a list that stops because of that."""

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
import rowsecurity.operations


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0005_lists_of_colleagues")]

    operations = [
        migrations.AddField(
            model_name="invitationlist",
            name="agreed_by",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.membership",
            ),
        ),
        rowsecurity.operations.TenantKey("invitationlist", "agreed_by"),
        migrations.AlterField(
            model_name="invitationlist",
            name="state",
            field=models.CharField(
                choices=[
                    ("checking", "is being checked"),
                    ("unreadable", "cannot be read"),
                    ("ready", "waits for you"),
                    ("running", "is being imported"),
                    ("done", "done"),
                    ("dropped", "dropped"),
                    ("stopped", "stopped"),
                ],
                default="checking",
                max_length=10,
            ),
        ),
    ]
