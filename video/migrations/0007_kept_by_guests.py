"""A visit in the account of who was its guest: they read it, and nobody else of the patient's side does."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantTable

MINE = "person_id = (SELECT app_actor())"
RELATIONS = [
    ("partner", "partner"),
    ("relative", "relative"),
    ("interpreter", "interpreter"),
    ("colleague", "care professional from elsewhere"),
    ("other", "guest"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("video", "0006_codes_of_appointments"),
        ("tenants", "0006_removed_departments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="guest", name="kept_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.CreateModel(
            name="KeptVisit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("relation", models.CharField(choices=RELATIONS, max_length=11)),
                ("department_name", models.CharField(max_length=80)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                (
                    "guest",
                    rowsecurity.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="video.guest",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["person", "-started_at"], name="kept_visits_of_person")],
                "constraints": [
                    models.UniqueConstraint("organisation", "guest", name="a_visit_is_kept_once")
                ],
            },
        ),
        TenantTable(
            "KeptVisit",
            staff="",
            job="SELECT, INSERT, DELETE",
            access={"bd_participant": {"SELECT": MINE}},
        ),
    ]
