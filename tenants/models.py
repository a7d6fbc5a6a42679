"""Organisations and who works where."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantManager, TenantOwned
from tenants.roles import Role


class Region(models.TextChoices):
    """Where an organisation is: with whom it is compared, and by what its figures are put together."""

    DRENTHE = "drenthe", _("Drenthe")
    FLEVOLAND = "flevoland", _("Flevoland")
    FRIESLAND = "friesland", _("Friesland")
    GELDERLAND = "gelderland", _("Gelderland")
    GRONINGEN = "groningen", _("Groningen")
    LIMBURG = "limburg", _("Limburg")
    BRABANT = "noord-brabant", _("North Brabant")
    NORTH_HOLLAND = "noord-holland", _("North Holland")
    OVERIJSSEL = "overijssel", _("Overijssel")
    UTRECHT = "utrecht", _("Utrecht")
    ZEELAND = "zeeland", _("Zeeland")
    SOUTH_HOLLAND = "zuid-holland", _("South Holland")


class Organisation(models.Model):
    """A tenant: the party that is responsible for its data. Its row is public directory information."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("hospital")
        PHARMACY = "pharmacy", _("pharmacy")
        GP = "gp", _("GP practice")
        NETWORK = "network", _("regional network")

    class WhoMayStart(models.TextChoices):
        EVERYBODY = "everybody", _("every patient with an account")
        KNOWN = "known", _("patients with whom the team has had a conversation")
        TEAM = "team", _("only the team")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.HOSPITAL)
    phone = models.CharField(max_length=20)
    brand_colour = models.CharField(
        max_length=7, default="#0b5e74", validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    region = models.CharField(max_length=60, choices=Region, blank=True, db_default="")
    # Names the logo that is shown now; the picture itself is in `Logo`.
    logo_mark = models.CharField(max_length=16, blank=True, db_default="", editable=False)
    who_may_start = models.CharField(
        max_length=9, choices=WhoMayStart, default=WhoMayStart.EVERYBODY, db_default="everybody"
    )
    questions_per_day = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("New questions of one patient in a day; empty: as many as wanted.")
    )
    video_is_on = models.BooleanField(default=True, db_default=True)
    welcome_text = models.CharField(max_length=300, blank=True, db_default="")
    closed_text = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganisationKey(TenantOwned):
    """A data key of one generation, wrapped by the key-encryption key; see `envelope`."""

    generation = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "generation"], name="one_key_per_generation"),
            models.CheckConstraint(condition=Q(generation__range=(1, 255)), name="generation_fits_a_byte"),
        ]


class Logo(TenantOwned):
    """The picture of an organisation as everybody sees it: drawn anew from what was brought."""

    image = models.BinaryField(max_length=200_000)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_logo_per_organisation")]

    def __str__(self) -> str:
        return f"logo of {self.organisation_id}"


class Location(TenantOwned):
    """A place where departments are."""

    name = models.CharField(max_length=80)
    address = models.CharField(max_length=160)

    class Meta(TenantOwned.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_location_per_name")]

    def __str__(self) -> str:
        return self.name


class DepartmentManager(TenantManager):
    """Departments that are there; one that was removed is found by `all_objects` only."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(removed_at=None)


class Department(TenantOwned):
    """Owns a queue, opening hours and a reply promise."""

    class PromiseUnit(models.TextChoices):
        HOURS = "hours", _("working hours")
        DAYS = "days", _("working days")

    name = models.CharField(max_length=80)
    specialism = models.CharField(max_length=80, blank=True)
    agb_code = models.CharField(
        max_length=4, blank=True, db_default="", help_text=_("Of the specialism: 0313 is internal medicine.")
    )
    code = models.CharField(max_length=40, help_text=_("As the hospital's own system names it."))
    location = TenantForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="departments")
    phone = models.CharField(max_length=20)
    phone_outside_hours = models.CharField(max_length=20, blank=True)
    promise_amount = models.PositiveSmallIntegerField(default=2)
    promise_unit = models.CharField(max_length=5, choices=PromiseUnit, default=PromiseUnit.DAYS)
    promise_outside_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Working days for a question that comes outside opening hours.")
    )
    reopening_days = models.PositiveSmallIntegerField(default=14)
    desk_needs_approval = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("What the front desk writes goes to the patient after a clinician has approved it."),
    )
    where_to_go = models.TextField(
        blank=True, help_text=_("Practical directions, shown to patients who ask.")
    )
    # Conversations of before keep its name; nothing new comes here.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DepartmentManager()  # type: ignore[misc]
    all_objects = TenantManager()

    class Meta(TenantOwned.Meta):
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="one_department_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(TenantOwned):
    """One stretch of a weekday (0 is Monday) in which a department answers, in local time."""

    department = TenantForeignKey(Department, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta(TenantOwned.Meta):
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_exists"),
            models.CheckConstraint(condition=Q(opens__lt=models.F("closes")), name="opens_before_closing"),
        ]


class HoursException(TenantOwned):
    """A day that is other than its weekday: closed, or open from and until; of one department, or of all."""

    department = TenantForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="hours_exceptions"
    )
    day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["day", "opens"]
        indexes = [models.Index(fields=["organisation", "day"], name="hours_exceptions_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__lt=models.F("closes")),
                name="exception_opens_before_closing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Membership(TenantOwned):
    """A person working at one organisation, with roles and departments."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=12, choices=Role))
    job_title = models.CharField(max_length=60)
    display_name = models.CharField(max_length=80, help_text=_("As patients and colleagues see it."))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["display_name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="one_membership_per_organisation")
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def label(self) -> str:
        """Name and job, as it stands beside every message: "Marieke · verpleegkundige"."""
        return f"{self.display_name} · {self.job_title}"

    @property
    def initial(self) -> str:
        """The letter that stands for a face."""
        return self.display_name[:1]

    @property
    def role_names(self) -> list[str]:
        """What this person may do, in words."""
        return [str(Role(role).label) for role in self.roles]


class DepartmentMembership(TenantOwned):
    """A member of an organisation works at this department's queue."""

    department = TenantForeignKey(Department, models.CASCADE, related_name="members")
    membership = TenantForeignKey(Membership, models.CASCADE, related_name="departments")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "department", "membership"], name="once_per_department"
            )
        ]


class StaffInvitation(TenantOwned):
    """The way in for somebody who is going to work here: a link by e-mail, used once."""

    email = models.EmailField()
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    display_name = models.CharField(max_length=80)
    job_title = models.CharField(max_length=60)
    roles = ArrayField(models.CharField(max_length=12, choices=Role))
    departments = ArrayField(models.UUIDField(), default=list, blank=True)
    # Nobody of the organisation invited its first admin.
    invited_by = TenantForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    membership = TenantForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["token_hash"], name="staff_invitation_token")]

    def __str__(self) -> str:
        return f"staff invitation {self.id}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it still leads in."""
        return self.accepted_at is None and self.withdrawn_at is None and not self.is_expired
