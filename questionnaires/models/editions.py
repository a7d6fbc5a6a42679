"""Lists as they were imported, which departments work with them, and what they do about an answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from conversations.models import TeamTask
from rowsecurity.models import TenantForeignKey, TenantOwned


class QuestionnaireEdition(TenantOwned):
    """One version of a FHIR Questionnaire (R4), found by its address and version.

    Nobody may change `content`: what was answered stays what was asked. Another text is another version.
    """

    url = models.CharField(max_length=255)
    version = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    imported_at = models.DateTimeField(db_default=Now())
    imported_by = TenantForeignKey(
        "tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "url", "version", name="one_edition")]

    def __str__(self) -> str:
        return f"edition {self.id}"

    @property
    def canonical(self) -> str:
        """As FHIR names it: address, and version after a bar."""
        return f"{self.url}|{self.version}" if self.version else self.url


class EditionUse(TenantOwned):
    """A department works with a list: its people, and its care paths, may ask it."""

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    edition = TenantForeignKey(QuestionnaireEdition, models.CASCADE, related_name="uses")
    since = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "department", "edition", name="edition_used_once")
        ]

    def __str__(self) -> str:
        return f"use of {self.edition_id}"


class AnswerRule(TenantOwned):
    """A fixed answer, or a score from some value on, makes a task for the team. The department decides which.

    With `link_id` it is about the answer to that question (`value` as in a response: {"valueBoolean": true});
    with `score` about the score of that name (`value` is a number).
    """

    class Operator(models.TextChoices):
        EQUAL = "=", _("is")
        NOT_EQUAL = "!=", _("is not")
        AT_LEAST = ">=", _("is at least")
        AT_MOST = "<=", _("is at most")

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    edition = TenantForeignKey(QuestionnaireEdition, models.CASCADE, related_name="rules")
    link_id = models.CharField(max_length=255, blank=True)
    score = models.CharField(max_length=80, blank=True)
    operator = models.CharField(max_length=2, choices=Operator)
    value = models.JSONField()
    kind = models.CharField(max_length=10, choices=TeamTask.Kind)
    text = models.CharField(max_length=300)
    due_in_hours = models.PositiveSmallIntegerField()
    made_by = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(link_id="") ^ Q(score=""), name="rule_about_an_answer_or_a_score"
            )
        ]

    def __str__(self) -> str:
        return f"rule {self.id}"
