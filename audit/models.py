"""The access log. A row is written in the transaction of the look itself and never changes."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantOwned

# Done with all that an organisation has, so about each of its patients: one line, which all of them read.
ABOUT_EVERYBODY = ("everything.made", "everything.read")


class AccessLogEntry(TenantOwned):
    """One event of NEN 7513 §6: who, as what, for whom, did what to which object, when and from where."""

    class Action(models.TextChoices):
        CREATE = "C", _("added")
        READ = "R", _("looked at")
        UPDATE = "U", _("changed")
        DELETE = "D", _("removed")
        EXPORT = "E", _("downloaded")

    # Without a key: a line outlives what it tells of, and the check would lock the organisation for each.
    organisation = models.ForeignKey(
        "tenants.Organisation",
        models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )
    at = models.DateTimeField(db_default=Now())
    event = models.CharField(max_length=40, help_text="As in the code: conversation.read")
    action = models.CharField(max_length=1, choices=Action)
    actor_id = models.UUIDField(null=True, help_text="The person; empty for the platform itself.")
    actor_label = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20)
    on_behalf_of_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=40, blank=True)
    patient_id = models.UUIDField(null=True)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    source = models.CharField(max_length=60, blank=True, help_text="Address the request came from.")

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["organisation", "patient_id", "-at"], name="access_log_of_patient"),
            models.Index(
                fields=["organisation", "-at"],
                name="access_log_about_everybody",
                condition=models.Q(patient_id=None, event__in=ABOUT_EVERYBODY),
            ),
        ]


class Seal(TenantOwned):
    """A link of the chain over one organisation's log: all lines of the transactions from `low` up to `high`.

    Links are added, never changed. Made by `sealer`; the newest of each day also stands outside the database.
    """

    number = models.PositiveIntegerField()
    low = models.BigIntegerField(help_text="The first transaction it covers.")
    high = models.BigIntegerField(help_text="The first transaction it no longer covers.")
    lines = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint("organisation", "number", name="one_link_per_number")]

    def __str__(self) -> str:
        return f"link {self.number}"


class Cleared(TenantOwned):
    """A mark that the lines of all links up to this one were removed, because their term was over."""

    through = models.PositiveIntegerField(help_text="The number of the last link without lines.")
    lines = models.PositiveIntegerField()
    cleared_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        ordering = ["through"]
        constraints = [models.UniqueConstraint("organisation", "through", name="cleared_once")]

    def __str__(self) -> str:
        return f"cleared through {self.through}"
