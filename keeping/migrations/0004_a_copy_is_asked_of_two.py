"""A copy of everything is asked by one admin and agreed to by another, as deleting is. Those of before were made alone."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import rowsecurity.models
from rowsecurity.operations import TenantKey

ASKED = """
CREATE POLICY only_asked ON keeping_everything AS RESTRICTIVE FOR INSERT TO bd_staff WITH CHECK (
  state = 'asked' AND NOT is_alone AND decided_by_id IS NULL AND decided_at IS NULL AND key_sealed IS NULL);
GRANT UPDATE (state, decided_by_id, decided_at, is_alone) ON keeping_everything TO bd_staff;
"""
OF_BEFORE = """
ALTER TABLE keeping_everything NO FORCE ROW LEVEL SECURITY;
UPDATE keeping_everything SET decided_by_id = asked_by_id, decided_at = created_at, is_alone = true;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE keeping_everything FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("keeping", "0003_asked_and_no_more"),
        ("tenants", "0008_running_an_organisation"),
    ]

    operations = [
        migrations.AddField("everything", "decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "everything",
            "decided_by",
            rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.membership",
            ),
        ),
        TenantKey("everything", "decided_by"),
        migrations.AddField("everything", "is_alone", models.BooleanField(default=False)),
        migrations.AlterField(
            "everything",
            "state",
            models.CharField(
                choices=[
                    ("asked", "waits for a second admin"),
                    ("denied", "not agreed to"),
                    ("due", "waits"),
                    ("leased", "being made"),
                    ("ready", "ready"),
                    ("failed", "failed"),
                ],
                default="asked",
                max_length=6,
            ),
        ),
        migrations.RunSQL(OF_BEFORE),
        migrations.AddConstraint(
            "everything",
            models.CheckConstraint(
                condition=Q(state__in=("asked", "denied"))
                | (Q(decided_by__isnull=False) & (~Q(decided_by=F("asked_by")) | Q(is_alone=True))),
                name="a_copy_is_agreed_by_a_second",
            ),
        ),
        migrations.RunSQL(ASKED),
    ]
