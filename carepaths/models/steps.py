"""What happens at an offset from an anchor."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from carepaths.conditions import from_json
from carepaths.models.paths import CarePathVersion
from carepaths.plan import PlannedStep, Voice
from rowsecurity.models import TenantForeignKey, TenantOwned


class Step(TenantOwned):
    """What happens at an offset from an anchor, at an hour of the wall clock, once or repeated."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        TASK = "task", _("message with buttons")
        QUESTIONNAIRE = "questionnaire", _("question list")
        TEAM_TASK = "team_task", _("task for the team")
        LETTER = "letter", _("letter")
        VIDEO = "video", _("video waiting room")
        END = "end", _("end of the path")

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        HOURS = "hours", _("hours")
        WORKING_DAYS = "working_days", _("working days")

    version = TenantForeignKey(CarePathVersion, models.CASCADE, related_name="steps")
    # The same step in the versions that follow: what was done in one is done in the next.
    key = models.UUIDField(default=uuid4, db_default=RandomUUID())
    number = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="Place in the list.")
    anchor = models.CharField(max_length=30, default="appointment", db_default="appointment")
    offset = models.SmallIntegerField(help_text="From the anchor; before it is negative.")
    unit = models.CharField(max_length=12, choices=Unit, default=Unit.DAYS, db_default=Unit.DAYS)
    at = models.TimeField(null=True, blank=True, help_text="Local time; none when it counts in hours.")
    repeat_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Every so many days.")
    repeat_times = models.PositiveSmallIntegerField(default=1, db_default=1)
    # Conditions as in `conditions.py`, each list as a whole; a repetition ends when `until` holds.
    until = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    conditions = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    kind = models.CharField(max_length=13, choices=Kind)
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000, blank=True, help_text="With placeholders; see wording.py.")
    # language -> {"title", "text", "buttons": {key: {"label", "text"}}}; without one it is said in Dutch.
    texts = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    # The kind of result this step asks for: what it asks is taken back when the result is in.
    result_code = models.CharField(max_length=40, blank=True)
    deadline_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="To be done so many days before the anchor."
    )
    buttons = models.JSONField(
        default=list, help_text="As conversations.Task.choices, texts with placeholders."
    )
    questionnaire = models.CharField(
        max_length=300, blank=True, db_default="", help_text="Canonical address|version of the list."
    )

    class Meta(TenantOwned.Meta):
        ordering = ["number", "offset", "at"]
        constraints = [
            models.UniqueConstraint("organisation", "version", "key", name="one_step_per_key"),
            models.CheckConstraint(
                condition=Q(unit="hours") | Q(at__isnull=False), name="a_day_names_its_hour"
            ),
            models.CheckConstraint(condition=Q(repeat_times__gte=1), name="at_least_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def planned(self) -> PlannedStep:
        """As the pure planner takes it."""
        return PlannedStep(
            self.key,
            self.offset,
            self.at,
            self.unit,
            self.anchor,
            from_json(self.conditions),
            self.repeat_days or 0,
            self.repeat_times,
            from_json(self.until),
            VOICES.get(self.kind, Voice.PATIENT),
        )

    @property
    def result_codes(self) -> set[str]:
        """The kinds of result that decide about this step, or that it asks for."""
        about = [*from_json(self.conditions), *from_json(self.until)]
        return {each.code for each in about if each.code} | ({self.result_code} - {""})


VOICES: dict[str, Voice] = {
    Step.Kind.TEAM_TASK: Voice.TEAM,
    Step.Kind.LETTER: Voice.POST,
    Step.Kind.END: Voice.CLOCK,
}
