"""The provider of an organisation and who is known from it; a door names the organisations that have one."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantTable


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
    initial = True
    dependencies = [
        ("tenants", "0008_running_an_organisation"),
        ("rowsecurity", "0001_functions_of_a_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                *tenant_fields(),
                ("issuer", models.URLField()),
                ("client_id", models.CharField(max_length=200)),
                ("secret_sealed", models.BinaryField()),
                ("roles_claim", models.CharField(default="roles", max_length=60)),
                ("role_names", models.JSONField(default=dict)),
                (
                    "departments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="one_provider_per_organisation")
                ],
            },
        ),
        TenantTable("Provider", access={"bd_door_clock": {"SELECT (organisation_id, is_on)": "is_on"}}),
        migrations.CreateModel(
            name="WorkIdentity",
            fields=[
                *tenant_fields(),
                (
                    "membership",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                ("subject", models.CharField(max_length=255)),
                ("refresh_sealed", models.BinaryField(blank=True, null=True)),
                ("checked_at", models.DateTimeField()),
                ("is_gone", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "subject"), name="one_identity_per_subject"
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "membership"), name="one_identity_per_member"
                    ),
                ],
            },
        ),
        TenantTable("WorkIdentity", staff="SELECT", job="SELECT, INSERT, UPDATE"),
        Door(
            "organisations_with_single_sign_on",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
              SELECT p.organisation_id FROM single_sign_on_provider p WHERE p.is_on $$""",
            callers=["bd_worker"],
        ),
    ]
