import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable

ID = ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False))


def organisation() -> tuple[str, models.ForeignKey]:
    return (
        "organisation",
        models.ForeignKey(
            editable=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="tenants.organisation",
        ),
    )


WAYS = [("mail", "E-mail"), ("sftp", "SFTP"), ("https", "HTTPS")]
RESULTS = [
    ("sent", "delivered"),
    ("unreachable", "the address could not be reached"),
    ("inside", "the address is inside a private network, where we do not call"),
    ("other_key", "the server showed another key than was agreed"),
    ("login", "the server did not let us in"),
    ("refused", "the other side refused the file"),
    ("too_large", "the file is too large for an e-mail"),
    ("failed", "something went wrong on our side"),
]
# Whoever gives figures away asks about how many people each is; ids of conversations that the team reads anyway.
BEHIND = """
GRANT SELECT ON monitoring_export_usagewait, monitoring_export_usageunread, monitoring_export_usagetelemonitored
TO bd_staff
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring_export", "0006_no_figures_of_months_apart"),
        ("tenants", "0002_row_security"),
    ]
    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ID,
                ("way", models.CharField(choices=WAYS, max_length=5)),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "Every month"), ("quarter", "Every quarter")], max_length=7
                    ),
                ),
                ("by", models.CharField(help_text="As in groups.By.", max_length=12)),
                ("form", models.CharField(help_text="One of files.FORMS.", max_length=8)),
                (
                    "figures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("address_sealed", models.BinaryField()),
                ("secret_sealed", models.BinaryField(blank=True, null=True)),
                ("key_sealed", models.BinaryField(blank=True, null=True)),
                ("public_key", models.CharField(blank=True, default="", max_length=200)),
                (
                    "fingerprint",
                    models.CharField(blank=True, default="", help_text="Of the SFTP server.", max_length=60),
                ),
                ("agreed_by", models.CharField(help_text="Name and job, as they were.", max_length=120)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "period",
                    models.DateField(help_text="The first day of the month or quarter that goes next."),
                ),
                ("due_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0, help_text="Of this period.")),
                organisation(),
            ],
            options={
                "ordering": ["created_at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["organisation", "due_at"],
                        name="delivery_due",
                    )
                ],
            },
        ),
        TenantTable("Delivery", staff="SELECT, INSERT, UPDATE"),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ID,
                ("period", models.DateField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("result", models.CharField(choices=RESULTS, max_length=11)),
                (
                    "detail",
                    models.CharField(
                        blank=True, default="", help_text="A status or a fingerprint.", max_length=60
                    ),
                ),
                ("size", models.PositiveIntegerField(default=0)),
                (
                    "is_last",
                    models.BooleanField(default=False, help_text="After this one the period is given up."),
                ),
                organisation(),
                (
                    "delivery",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="monitoring_export.delivery",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organisation", "delivery", "-at"], name="attempts_of_delivery")
                ],
            },
        ),
        TenantTable("DeliveryAttempt", staff="SELECT", job="SELECT, INSERT"),
        migrations.RunSQL(BEHIND),
    ]
