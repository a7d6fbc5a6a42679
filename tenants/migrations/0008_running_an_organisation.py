"""What an organisation sets about itself: face, places, special days, who may ask, and a first admin."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import Door, TenantKey, TenantTable

MINE = "organisation_id IN (SELECT app_my_organisations())"
# A department as tenants/timetable.py keeps it; row security of who asks holds for every row.
DESK = """
CREATE FUNCTION department_desk(in_department uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', d.id, 'name', d.name, 'amount', d.promise_amount, 'unit', d.promise_unit,
    'outside_days', d.promise_outside_days, 'phone', d.phone, 'phone_outside_hours', d.phone_outside_hours,
    'closed_text', (SELECT o.closed_text FROM tenants_organisation o WHERE o.id = d.organisation_id),
    'hours', (SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)), '[]')
              FROM tenants_openinghours h WHERE h.organisation_id = d.organisation_id AND h.department_id = d.id),
    'specials', (SELECT coalesce(jsonb_agg(jsonb_build_object('day', e.day, 'opens', e.opens, 'closes', e.closes)), '[]')
              FROM tenants_hoursexception e WHERE e.organisation_id = d.organisation_id
              AND (e.department_id = d.id OR e.department_id IS NULL) AND e.day >= current_date - 1
              -- What a department says of a day goes before what the whole house says of it.
              AND (e.department_id IS NOT NULL OR NOT EXISTS (
                SELECT FROM tenants_hoursexception own WHERE own.organisation_id = e.organisation_id
                AND own.department_id = d.id AND own.day = e.day))))
  FROM tenants_department d WHERE d.id = in_department
$$;
REVOKE ALL ON FUNCTION department_desk(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION department_desk(uuid) TO bd_staff, bd_participant, bd_job;
"""


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


def setting(name: str, field: models.Field) -> migrations.AddField:
    return migrations.AddField(model_name="organisation", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0007_agb_code_of_a_specialism")]

    operations = [
        setting("region", models.CharField(blank=True, db_default="", max_length=60)),
        setting("logo_mark", models.CharField(blank=True, db_default="", editable=False, max_length=16)),
        setting(
            "who_may_start",
            models.CharField(
                choices=[
                    ("everybody", "every patient with an account"),
                    ("known", "patients with whom the team has had a conversation"),
                    ("team", "only the team"),
                ],
                db_default="everybody",
                default="everybody",
                max_length=9,
            ),
        ),
        setting(
            "questions_per_day",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="New questions of one patient in a day; empty: as many as wanted.",
                null=True,
            ),
        ),
        setting("video_is_on", models.BooleanField(db_default=True, default=True)),
        setting("welcome_text", models.CharField(blank=True, db_default="", max_length=300)),
        setting("closed_text", models.CharField(blank=True, db_default="", max_length=300)),
        migrations.RunSQL(
            "GRANT UPDATE (region, logo_mark, who_may_start, questions_per_day, video_is_on, welcome_text,"
            " closed_text) ON tenants_organisation TO bd_staff"
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[*tenant_fields(), ("image", models.BinaryField(max_length=200000))],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="one_logo_per_organisation")
                ],
            },
        ),
        TenantTable("Logo", access={"bd_door_gate": {"SELECT (organisation_id, image)": "true"}}),
        Door(
            "organisation_logo",
            owner="bd_door_gate",
            arguments="uuid",
            definition="""(wanted uuid) RETURNS bytea LANGUAGE sql STABLE AS $$
              SELECT l.image FROM tenants_logo l WHERE l.organisation_id = wanted $$""",
            callers=["bd_gate"],
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                *tenant_fields(),
                ("name", models.CharField(max_length=80)),
                ("address", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name"), name="one_location_per_name")
                ],
            },
        ),
        TenantTable("Location", access={"bd_participant": {"SELECT": MINE}}),
        migrations.AddField(
            model_name="department",
            name="location",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departments",
                to="tenants.location",
            ),
        ),
        TenantKey("Department", "location"),
        migrations.AddField(
            model_name="department",
            name="promise_outside_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Working days for a question that comes outside opening hours.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="HoursException",
            fields=[
                *tenant_fields(),
                (
                    "department",
                    rowsecurity.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours_exceptions",
                        to="tenants.department",
                    ),
                ),
                ("day", models.DateField()),
                ("opens", models.TimeField(blank=True, null=True)),
                ("closes", models.TimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "ordering": ["day", "opens"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organisation", "day"], name="hours_exceptions_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes", None), ("opens", None)),
                            ("opens__lt", models.F("closes")),
                            _connector="OR",
                        ),
                        name="exception_opens_before_closing",
                    )
                ],
            },
        ),
        TenantTable("HoursException", access={"bd_participant": {"SELECT": MINE}}),
        migrations.AlterField(
            model_name="staffinvitation",
            name="invited_by",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.membership",
            ),
        ),
        migrations.RunSQL(DESK),
    ]
