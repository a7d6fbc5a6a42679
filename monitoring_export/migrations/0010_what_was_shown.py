"""What was shown outside is kept: it is read and added to, and never changed."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable


def tenant_fields() -> list:
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        (
            "organisation",
            models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring_export", "0009_a_histogram_in_one_row"),
        ("tenants", "0002_row_security"),
    ]
    operations = [
        migrations.CreateModel(
            name="ShownFigure",
            fields=[
                *tenant_fields(),
                (
                    "step",
                    models.CharField(choices=[("month", "month"), ("quarter", "quarter")], max_length=7),
                ),
                ("starts_on", models.DateField()),
                ("figure", models.CharField(max_length=40)),
                (
                    "cells",
                    models.JSONField(help_text="[way, group, number, people, whether it is shown], of each."),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        models.F("step"),
                        models.F("starts_on"),
                        models.F("figure"),
                        name="shown_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__day", 1)), name="shown_from_a_first"
                    ),
                ],
            },
        ),
        TenantTable("ShownFigure", staff="", job="SELECT, INSERT"),
        migrations.CreateModel(
            name="ShownGroup",
            fields=[
                *tenant_fields(),
                ("quarter", models.DateField(help_text="Its first day.")),
                ("groups", models.JSONField(help_text="As in groups.By: way to group.")),
                (
                    "department",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.department",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        models.F("quarter"),
                        models.F("department"),
                        name="shown_in_groups_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        TenantTable("ShownGroup", staff="", job="SELECT, INSERT"),
    ]
