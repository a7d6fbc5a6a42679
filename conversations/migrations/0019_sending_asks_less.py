"""What is written with every message is written once, and what a participant reaches is compared without a call."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models


def organisation(**more: bool) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="tenants.organisation",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [("conversations", "0018_a_partners_word"), ("people", "0010_relatives")]

    operations = [
        migrations.AlterField("conversation", "organisation", organisation()),
        migrations.AlterField("message", "organisation", organisation(db_constraint=False)),
        migrations.AlterField(
            model_name="conversation",
            name="assignee",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.membership",
            ),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="merged_into",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_here",
                to="conversations.conversation",
            ),
        ),
        migrations.AddIndex(
            "conversation",
            models.Index(
                fields=["merged_into"], name="merged_here", condition=models.Q(merged_into__isnull=False)
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text()),
    ]
