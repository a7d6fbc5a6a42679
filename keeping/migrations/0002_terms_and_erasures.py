"""How long it is kept, what is deleted when asked, and the one role that may remove what people wrote."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import F, Q

import rowsecurity.models
from rowsecurity.operations import OWN, ProtectedTable, TenantTable

SEEN = {"bd_eraser": {"SELECT": OWN}}
GONE = {"bd_eraser": {"SELECT": OWN, "DELETE": OWN}}
# What it looks at to know whose file is over its term.
LOOKED_AT = ("people_patient", "carepaths_visit")
REMOVED = (
    "downloads_downloadpiece",
    "downloads_download",
    "carepaths_letter",
    "conversations_handedover",
    "conversations_mention",
    "conversations_note",
    "conversations_conversationlabel",
    "conversations_mustreadstep",
    "conversations_mustread",
    "conversations_approval",
    "conversations_preparedreply",
    "conversations_sharedconversation",
    "conversations_readmark",
    "conversations_task",
    "conversations_teamtask",
    "video_roomline",
    "video_keptvisit",
    "video_seat",
    "video_guest",
    "video_videovisit",
    "questionnaires_questionnaireresponse",
    "questionnaires_questionnairerequest",
    "consults_writtenconsult",
    "consults_told",
    "network_participation",
    "broadcasts_broadcastrecipient",
    "monitoring_export_usagewait",
    "monitoring_export_usageunread",
    "carepaths_duestep",
    "carepaths_enrolmentanchor",
    "carepaths_enrolment",
    "carepaths_result",
    "conversations_attachment",
    "files_storedfile",
    "conversations_message",
    "conversations_conversation",
)


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


def key(to: str, **more: object) -> rowsecurity.models.TenantForeignKey:
    options = {"related_name": "+"} | more
    return rowsecurity.models.TenantForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("keeping", "0001_everything"),
        ("audit", "0006_what_is_over_its_term"),
        ("broadcasts", "0002_row_security"),
        ("carepaths", "0011_what_is_open_is_narrow"),
        ("consults", "0002_row_security"),
        ("conversations", "0023_special_days"),
        ("downloads", "0002_row_security"),
        ("files", "0004_kept_for_an_answer"),
        ("monitoring_export", "0005_what_is_counted_again"),
        ("network", "0007_removed_departments_take_no_part"),
        ("people", "0015_accounts_of_a_provider"),
        ("questionnaires", "0002_row_security"),
        ("video", "0007_kept_by_guests"),
    ]

    operations = [
        migrations.CreateModel(
            name="Terms",
            fields=[
                *tenant_fields(),
                ("conversations_years", models.PositiveSmallIntegerField(default=20)),
                ("files_years", models.PositiveSmallIntegerField(default=20)),
                ("log_years", models.PositiveSmallIntegerField(default=5)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(models.F("organisation"), name="one_choice_of_terms"),
                    models.CheckConstraint(
                        condition=Q(conversations_years__range=(20, 115)), name="care_is_kept"
                    ),
                    models.CheckConstraint(
                        condition=Q(files_years__gte=20) & Q(files_years__lte=F("conversations_years")),
                        name="files_are_kept_as_long_as_care_at_most",
                    ),
                    models.CheckConstraint(condition=Q(log_years__range=(5, 115)), name="log_is_kept"),
                ],
            },
        ),
        TenantTable("Terms", staff="SELECT, INSERT, UPDATE", job="SELECT"),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                *tenant_fields(),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("asked", "the patient asked for it"),
                            ("mistake", "it was entered for the wrong person"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for a second admin"),
                            ("refused", "not agreed to"),
                            ("agreed", "is being deleted"),
                            ("done", "deleted"),
                        ],
                        default="asked",
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_alone", models.BooleanField(default=False)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", key("tenants.membership")),
                ("decided_by", key("tenants.membership", null=True, blank=True)),
                ("patient", key("people.patient")),
            ],
            options={
                "ordering": ["-asked_at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "patient"),
                        condition=Q(state__in=("asked", "agreed")),
                        name="one_erasure_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=("asked", "refused"))
                        | (Q(decided_by__isnull=False) & (~Q(decided_by=F("asked_by")) | Q(is_alone=True))),
                        name="agreed_by_a_second",
                    ),
                ],
            },
        ),
        TenantTable(
            "Erasure",
            staff="SELECT, INSERT, UPDATE (state, decided_by_id, decided_at, is_alone)",
            job="SELECT",
            access={"bd_eraser": {"SELECT": OWN, "UPDATE (state, done_at)": OWN}},
        ),
        migrations.CreateModel(
            name="Removal",
            fields=[
                *tenant_fields(),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("conversations", "conversations and all that goes with them, over their term"),
                            ("files", "photos and files, over their term"),
                            ("log", "lines of the access log, over their term"),
                            ("erasure", "everything of one patient, before its term"),
                        ],
                        max_length=13,
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("patients", models.PositiveIntegerField(default=0)),
                ("numbers", models.JSONField(help_text="How many rows of each table.")),
                ("erasure", key("keeping.erasure", null=True, blank=True, related_name="removals")),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organisation", "-at"], name="removals_by_time")],
            },
        ),
        TenantTable(
            "Removal",
            staff="SELECT",
            job="SELECT",
            access={"bd_eraser": {"SELECT": OWN, "INSERT": OWN}},
        ),
        *(ProtectedTable(table, SEEN) for table in LOOKED_AT),
        *(ProtectedTable(table, GONE) for table in REMOVED),
    ]
