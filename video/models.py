"""A video visit, who has a seat in it, whom a link lets in as a guest, and when an evening desk is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope
from video import places, rules


class VideoVisit(TenantOwned):
    """A room that opens some time before its moment; `clinician` is who the patient waits for."""

    conversation = TenantForeignKey("conversations.Conversation", models.PROTECT, related_name="+")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+", db_index=False)
    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="+", db_index=False)
    # At a walk-in desk nobody, until somebody takes the next.
    clinician = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=20)
    is_walk_in = models.BooleanField(default=False)
    # Sealed from end to end: the server forwards what it cannot open.
    is_sealed = models.BooleanField(default=False, db_default=False)
    late_minutes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(
                fields=["organisation", "starts_at"],
                name="video_visits_to_come",
                condition=Q(ended_at=None, cancelled_at=None),
            ),
            models.Index("patient", F("starts_at").desc(), name="video_visits_of_patient"),
        ]

    def __str__(self) -> str:
        return f"video visit {self.id}"

    @property
    def window(self) -> rules.Window:
        return rules.window(self.starts_at, self.minutes, started_at=self.started_at)

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.cancelled_at is not None

    @property
    def expected_at(self) -> datetime:
        """When it is expected to begin, as the team has said."""
        return self.starts_at + timedelta(minutes=self.late_minutes)

    @property
    def length(self) -> timedelta:
        """How long it took, once it is over."""
        if self.started_at is None:
            return timedelta(0)
        return (self.ended_at or timezone.now()) - self.started_at


class Guest(TenantOwned):
    """Somebody without an account who comes in by a link of their own, with a code by text message."""

    class Relation(models.TextChoices):
        PARTNER = "partner", _("partner")
        RELATIVE = "relative", _("relative")
        INTERPRETER = "interpreter", _("interpreter")
        COLLEAGUE = "colleague", _("care professional from elsewhere")
        OTHER = "other", _("guest")

    visit = TenantForeignKey(VideoVisit, models.CASCADE, related_name="guests")
    name = models.CharField(max_length=80)
    relation = models.CharField(max_length=11, choices=Relation, default=Relation.OTHER)
    mobile = models.CharField(max_length=20)
    language = models.CharField(max_length=5, default="nl")
    invited_by = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # The link is of use in one browser: the one that gave the code first.
    browser_hash = models.BinaryField(max_length=32, null=True, blank=True)
    code_hash = models.BinaryField(max_length=32, null=True, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_failures = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    # When it was put into an account; that happens once.
    kept_at = models.DateTimeField(null=True, blank=True)

    MOST_FAILURES = 5

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["token_hash"], name="video_guest_token")]

    def __str__(self) -> str:
        return f"guest {self.id}"

    @property
    def label(self) -> str:
        """As everybody in the room reads it: "Jan (partner)"."""
        return f"{self.name} ({self.get_relation_display()})"


class Seat(TenantOwned):
    """Somebody in a visit; its id is all that the media worker knows of a person."""

    class Kind(models.TextChoices):
        TEAM = "team", _("care team")
        PATIENT = "patient", _("patient")
        RELATIVE = "relative", _("relative")
        GUEST = "guest", _("guest")

    class Line(models.TextChoices):
        GOOD = "good", _("good")
        FAIR = "fair", _("fair")
        POOR = "poor", _("poor")

    visit = TenantForeignKey(VideoVisit, models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=8, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    member = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, related_name="+")
    guest = TenantForeignKey(Guest, models.CASCADE, null=True, related_name="+")
    label = models.CharField(max_length=120)
    came_at = models.DateTimeField(db_default=Now())
    # The page says every few seconds that somebody is still there.
    seen_at = models.DateTimeField(db_default=Now())
    admitted_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # When a worker first answered an offer of theirs.
    connected_at = models.DateTimeField(null=True, blank=True)
    # What the check of this device found; empty when it was not done.
    has_camera = models.BooleanField(null=True)
    has_microphone = models.BooleanField(null=True)
    line = models.CharField(max_length=4, choices=Line, blank=True, default="")
    # For sealing from end to end: the public key of this page, or `CANNOT`; and its own key for pictures and
    # sound, closed for each other seat. None of it opens anything without a key that never leaves a browser.
    public_key = models.CharField(max_length=87, blank=True, default="", db_default="")
    boxes = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    # What somebody types live for who cannot hear it, sealed; gone when they go.
    caption_sealed = models.BinaryField(null=True)
    captioned_at = models.DateTimeField(null=True, blank=True)

    CANNOT = "-"

    class Meta(TenantOwned.Meta):
        constraints = [
            # Who works here and is the patient, or a relative, has one by each door.
            models.UniqueConstraint(
                fields=["organisation", "visit", "person"],
                condition=Q(kind="team"),
                name="one_seat_per_member",
            ),
            models.UniqueConstraint(
                fields=["organisation", "visit", "person"],
                condition=Q(person__isnull=False) & ~Q(kind="team"),
                name="one_seat_on_own_side",
            ),
            models.UniqueConstraint(
                fields=["organisation", "guest"], condition=Q(guest__isnull=False), name="one_seat_per_guest"
            ),
            models.CheckConstraint(
                condition=Q(guest__isnull=False, person=None) | Q(guest=None, person__isnull=False),
                name="a_seat_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.id}"

    @property
    def caption(self) -> str:
        """What they type live."""
        if self.caption_sealed is None:
            return ""
        return envelope.open_sealed(self.organisation_id, places.caption(self.id), self.caption_sealed)

    @property
    def may_caption(self) -> bool:
        """An interpreter, a colleague: whoever is not of the patient's own side."""
        return self.kind in (self.Kind.TEAM, self.Kind.GUEST)

    @property
    def is_in(self) -> bool:
        """Whether media may flow: admitted, and not on hold, gone or taken out."""
        return self.admitted_at is not None and not (self.held_at or self.left_at or self.removed_at)

    @property
    def is_waiting(self) -> bool:
        return not (self.admitted_at or self.left_at or self.removed_at) and self.is_seen

    @property
    def is_seen(self) -> bool:
        return self.seen_at > timezone.now() - rules.SILENCE


class KeptVisit(TenantOwned):
    """A visit in the account of who was its guest: when and where, and nothing of whose visit it was."""

    guest = TenantForeignKey(Guest, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=11, choices=Guest.Relation)
    department_name = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "guest", name="a_visit_is_kept_once")]
        indexes = [models.Index(fields=["person", "-started_at"], name="kept_visits_of_person")]

    def __str__(self) -> str:
        return f"kept visit {self.id}"


class RoomLine(TenantOwned):
    """A message of the conversation that was written in the room: these alone are shown to who is in it."""

    visit = TenantForeignKey(VideoVisit, models.CASCADE, related_name="+", db_index=False)
    seat = TenantForeignKey(Seat, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "visit", "number", name="one_room_line")]

    def __str__(self) -> str:
        return f"line {self.number} of {self.visit_id}"


class WalkInDesk(TenantOwned):
    """When patients of an organisation may come to a department without an appointment, by video."""

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "department"], name="one_walk_in_desk"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="desk_opens_before_closing"),
        ]

    def __str__(self) -> str:
        return f"walk-in desk of {self.department_id}"

    @property
    def days_in_words(self) -> str:
        return ", ".join(str(WEEKDAYS[day]) for day in self.weekdays)

    @property
    def is_open(self) -> bool:
        return rules.is_desk_open(self.weekdays, self.opens, self.closes, timezone.localtime())


class AppointmentCodes(TenantOwned):
    """How an organisation's own system calls an appointment by video; without a row as most of them do."""

    codes = ArrayField(models.CharField(max_length=rules.LONGEST_CODE), default=list)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", name="one_list_of_appointment_codes")]

    def __str__(self) -> str:
        return f"codes of appointments {self.id}"


class Sealing(TenantOwned):
    """Whether new visits of an organisation are sealed from end to end; without a row they are."""

    is_on = models.BooleanField(default=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", name="one_choice_of_sealing")]

    def __str__(self) -> str:
        return f"sealing {self.id}"
