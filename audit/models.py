"""The access log. A row is written in the transaction of the look itself and never changes."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantOwned


class AccessLogEntry(TenantOwned):
    """One event of NEN 7513 §6: who, as what, for whom, did what to which object, when and from where."""

    class Action(models.TextChoices):
        CREATE = "C", _("added")
        READ = "R", _("looked at")
        UPDATE = "U", _("changed")
        DELETE = "D", _("removed")
        EXPORT = "E", _("downloaded")

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
        indexes = [models.Index(fields=["organisation", "patient_id", "-at"], name="access_log_of_patient")]
