"""For how long an organisation keeps what it has, and what was removed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from keeping.models.asking import AGREED_BY_A_SECOND, AskedOfTwo
from rowsecurity.models import TenantForeignKey, TenantOwned

# Art. 7:454 (3) BW: a medical file is kept for twenty years from its last change.
CARE_YEARS = 20
# Regeling of the minister on electronic logging (Stcrt. 2019, 38007), with NEN 7513: five years.
LOG_YEARS = 5
MOST_YEARS = 115


class Terms(TenantOwned):
    """What the organisation chose; without a row it is what the law asks. Less than that is refused."""

    conversations_years = models.PositiveSmallIntegerField(default=CARE_YEARS)
    files_years = models.PositiveSmallIntegerField(default=CARE_YEARS)
    log_years = models.PositiveSmallIntegerField(default=LOG_YEARS)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint("organisation", name="one_choice_of_terms"),
            models.CheckConstraint(
                condition=Q(conversations_years__range=(CARE_YEARS, MOST_YEARS)), name="care_is_kept"
            ),
            models.CheckConstraint(
                condition=Q(files_years__gte=CARE_YEARS) & Q(files_years__lte=F("conversations_years")),
                name="files_are_kept_as_long_as_care_at_most",
            ),
            models.CheckConstraint(condition=Q(log_years__range=(LOG_YEARS, MOST_YEARS)), name="log_is_kept"),
        ]

    def __str__(self) -> str:
        return f"terms of {self.organisation_id}"


class Erasure(AskedOfTwo):
    """That everything of one patient is deleted before its time: asked by an admin, agreed to by another."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("the patient asked for it")
        MISTAKE = "mistake", _("it was entered for the wrong person")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a second admin")
        REFUSED = "refused", _("not agreed to")
        AGREED = "agreed", _("is being deleted")
        DONE = "done", _("deleted")

    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=7, choices=Reason)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "patient"],
                condition=Q(state__in=("asked", "agreed")),
                name="one_erasure_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "refused")) | AGREED_BY_A_SECOND, name="agreed_by_a_second"
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.id}"

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED


class Removal(TenantOwned):
    """A line of what was removed: numbers, never what it was. Added to and never changed."""

    class Kind(models.TextChoices):
        CONVERSATIONS = "conversations", _("conversations and all that goes with them, over their term")
        FILES = "files", _("photos and files, over their term")
        LOG = "log", _("lines of the access log, over their term")
        ERASURE = "erasure", _("everything of one patient, before its term")

    kind = models.CharField(max_length=13, choices=Kind)
    at = models.DateTimeField(db_default=Now())
    patients = models.PositiveIntegerField(default=0)
    numbers = models.JSONField(help_text="How many rows of each table.")
    erasure = TenantForeignKey(Erasure, models.PROTECT, null=True, blank=True, related_name="removals")

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-at", "id"]
        indexes: ClassVar = [models.Index(fields=["organisation", "-at"], name="removals_by_time")]

    def __str__(self) -> str:
        return f"removal {self.id}"

    @property
    def rows(self) -> int:
        return sum(self.numbers.values())
