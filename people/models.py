"""One person per human; as a patient registered at organisations, in person or represented."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from people.naming import formal_name
from rowsecurity.models import TenantForeignKey, TenantOwned


class Person(AbstractBaseUser):
    """A human being with at most one account, across organisations. Holds no secret; see `Credential`."""

    class TextSize(models.TextChoices):
        NORMAL = "a", "A"
        LARGE = "a1", "A+"
        LARGEST = "a2", "A++"

    password = None  # type: ignore[assignment]
    last_login = None
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    language = models.CharField(max_length=5, default="nl")
    text_size = models.CharField(max_length=2, choices=TextSize, default=TextSize.NORMAL)
    is_active = models.BooleanField(default=True)
    # Comes in through the provider of one organisation, which answers for it, and only works there.
    is_of_provider = models.BooleanField(default=False, db_default=False, editable=False)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Credential(models.Model):  # noqa: DJ008  has nothing to show but secrets
    """How a person signs in. Only the gate reads it; one row at a time, found by a door."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="credential")
    email = models.EmailField(unique=True, help_text="In lower case.")
    password = models.CharField(max_length=128, blank=True)
    mobile = models.CharField(max_length=20, blank=True, help_text="E.164")
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    # The code sent by text message as a second factor, hashed; used once.
    code_hash = models.BinaryField(max_length=32, null=True, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="email_is_lower")]


class Session(models.Model):  # noqa: DJ008
    """A browser or program that is signed in. The key itself is known only to the browser."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    # True once a second factor was shown; nothing but the gate opens before.
    is_verified = models.BooleanField(default=False)
    # Verified by an app, a passkey or a recovery code; whoever works somewhere has no other verified session.
    is_strong = models.BooleanField(db_default=False, default=False)
    data = models.TextField(blank=True)
    label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(help_text="The absolute limit; set when the key is made.")
    idle_limit = models.DurationField(default=timedelta(minutes=30))


class Attempt(models.Model):
    """How often something was tried lately; the bucket is a hash, so the row tells nothing about anybody."""

    bucket = models.BinaryField(primary_key=True, max_length=32)
    tries = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tries} until {self.ends_at}"


class Patient(TenantOwned):
    """A person as registered at one organisation; without `person` they have no account (yet)."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("unknown")

    class ContactPreference(models.TextChoices):
        VISIT = "visit", _("a visit")
        VIDEO = "video", _("a video call")
        PHONE = "phone", _("a telephone call")
        WRITTEN = "written", _("a written message")

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="registrations")
    number = models.CharField(
        max_length=40, help_text=_("As the organisation's own system numbers patients.")
    )
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="nl")
    # How this patient would rather have contact; the patient's own choice, at every organisation.
    contact_preference = models.CharField(max_length=7, choices=ContactPreference, blank=True, db_default="")
    discharged_on = models.DateField(
        null=True, blank=True, help_text="As the team, or the own system, tells."
    )
    deceased_on = models.DateField(null=True, blank=True, help_text="As the organisation's own system tells.")
    # As a desk searches: small letters without accents, "de Wit" under its w. Written by the database.
    search_family = models.GeneratedField(
        expression=models.Func("family_name", function="app_search_form"),
        output_field=models.CharField(max_length=80, db_collation="C"),
        db_persist=True,
    )
    search_given = models.GeneratedField(
        expression=models.Func("given_name", function="app_search_form"),
        output_field=models.CharField(max_length=80, db_collation="C"),
        db_persist=True,
    )

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_patient_per_number"),
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(person__isnull=False),
                name="one_registration_per_person",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="patient_person", condition=Q(person__isnull=False)),
            models.Index(fields=["organisation", "search_family"], name="patient_by_family"),
            models.Index(fields=["organisation", "search_given"], name="patient_by_given"),
            models.Index(fields=["organisation", "birth_date"], name="patient_by_birth_date"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @cached_property
    def reads_in(self) -> str:
        """The language to write to them in: their own choice, else the one the organisation registered."""
        own = Person.objects.filter(id=self.person_id) if self.person_id else Person.objects.none()
        return own.values_list("language", flat=True).first() or self.language

    @property
    def formal_name(self) -> str:
        """As the team reads it: "Mw. A. Vermeer (1958)"."""
        return formal_name(
            sex=self.sex,
            given_name=self.given_name,
            family_name=self.family_name,
            birth_date=self.birth_date,
        )


class Representation(TenantOwned):
    """What one person may do for one patient, on which ground, until when.

    Without `person` it waits for who was invited. Whether it holds is a matter of `starts_at` and `ends_at`
    alone, so that an end that was planned needs nobody to carry it out.
    """

    class Ground(models.TextChoices):
        PARENT = "parent", _("parental authority")
        CONTACT = "contact", _("contact person")
        MANDATE = "mandate", _("mandate")
        LEGAL = "legal", _("legal representative")

    class Relation(models.TextChoices):
        MOTHER = "mother", _("mother")
        FATHER = "father", _("father")
        PARENT = "parent", _("parent")
        PARTNER = "partner", _("partner")
        CHILD = "child", _("son or daughter")
        SIBLING = "sibling", _("brother or sister")
        FRIEND = "friend", _("friend")
        CARER = "carer", _("carer")
        GUARDIAN = "guardian", _("guardian")
        OTHER = "other", _("relative")

    class EndReason(models.TextChoices):
        DATE = "date", _("the end date that was agreed")
        DISCHARGE = "discharge", _("the discharge")
        DEATH = "death", _("the death of the patient")
        AGE = "age", _("the patient is 16 years old")
        PATIENT = "patient", _("ended by the patient")
        RELATIVE = "relative", _("ended by the relative")
        TEAM = "team", _("ended by the team")

    patient = TenantForeignKey(Patient, models.CASCADE, related_name="representations")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="representations")
    ground = models.CharField(max_length=8, choices=Ground)
    relation = models.CharField(max_length=8, choices=Relation, default=Relation.OTHER, db_default="other")
    # As the inviter typed it, and from the moment of accepting as the relative calls themselves.
    name = models.CharField(max_length=161, blank=True, db_default="")
    email = models.EmailField(blank=True, db_default="")
    mobile = models.CharField(max_length=20, blank=True, db_default="")
    may_write = models.BooleanField(default=False)
    covers_all = models.BooleanField(
        default=True, db_default=True, help_text="Otherwise the conversations that were chosen."
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=9, choices=EndReason, blank=True, db_default="")
    age_told_at = models.DateTimeField(null=True, blank=True, help_text="Told that the patient comes of age.")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "patient", "person"],
                condition=Q(person__isnull=False),
                name="one_representation_per_person",
            )
        ]
        indexes = [models.Index(fields=["person"], name="representation_person")]

    @property
    def is_ended(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def last_day(self) -> date | None:
        """The last day of access, as people name it: the day before the midnight it ends at."""
        return timezone.localdate(self.ends_at - timedelta(seconds=1)) if self.ends_at else None

    @property
    def is_in_force(self) -> bool:
        """Whether the relative may reach something of the patient now."""
        return self.person_id is not None and self.starts_at <= timezone.now() and not self.is_ended


class RelativeRule(TenantOwned):
    """What a relative may still read when access has ended, as the organisation decides, or by default."""

    class After(models.TextChoices):
        NOTHING = "nothing", _("nothing any more")
        UNTIL = "until", _("what was there until then")

    class AfterDischarge(models.TextChoices):
        NOTHING = "nothing", _("nothing any more")
        UNTIL = "until", _("what was there until then")
        KEEPS = "keeps", _("everything: access goes on")

    after_end = models.CharField(max_length=7, choices=After, default=After.NOTHING)
    after_discharge = models.CharField(max_length=7, choices=AfterDischarge, default=AfterDischarge.UNTIL)
    after_death = models.CharField(max_length=7, choices=After, default=After.UNTIL)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_rule_per_organisation")]


class Invitation(TenantOwned):
    """The way in. Opening it changes nothing; birth date and a code by text message do."""

    class Source(models.TextChoices):
        HAND = "hand", _("by hand")
        RULE = "rule", _("by an appointment")
        LIST = "list", _("by a list")
        LETTER = "letter", _("by letter")

    patient = TenantForeignKey(Patient, models.CASCADE, related_name="invitations")
    department = TenantForeignKey(
        "tenants.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of a relative: what they are invited to. Empty when the patient is the one invited.
    representation = TenantForeignKey(
        Representation, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    source = models.CharField(max_length=6, choices=Source, default=Source.HAND)
    # A letter goes to somebody whose address or number may not be known yet; both are proven on the way in.
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    code_hash = models.BinaryField(max_length=32, null=True, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_failures = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # The right code was given; what is left is choosing a password.
    proven_at = models.DateTimeField(null=True, blank=True)
    first_message_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The patient asked for no more invitations.")
    )

    class State(models.TextChoices):
        WAITING = "waiting", _("is being sent")
        SENT = "sent", _("sent")
        OPENED = "opened", _("opened")
        ACTIVATED = "activated", _("activated")
        EXPIRED = "expired", _("expired")
        BLOCKED = "blocked", _("blocked after wrong answers")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("wants no more invitations")

    MOST_FAILURES = 5

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["token_hash"], name="invitation_token"),
            models.Index(fields=["organisation", "-created_at"], name="invitation_newest"),
            models.Index(fields=["organisation", "sent_at"], name="invitation_sent"),
        ]

    @property
    def state(self) -> State:
        """How far it is."""
        ended = {
            self.State.ACTIVATED: self.activated_at is not None,
            self.State.DECLINED: self.declined_at is not None,
            self.State.WITHDRAWN: self.withdrawn_at is not None,
            self.State.BLOCKED: self.failures >= self.MOST_FAILURES,
            self.State.EXPIRED: self.expires_at <= timezone.now(),
            self.State.OPENED: self.opened_at is not None,
            self.State.SENT: self.sent_at is not None,
        }
        return next((state for state, is_so in ended.items() if is_so), self.State.WAITING)

    @property
    def is_open(self) -> bool:
        """Whether it still leads in."""
        return self.state in {self.State.WAITING, self.State.SENT, self.State.OPENED}


class InvitationKey(TenantOwned):
    """Another way to the same invitation: the link of a reminder, the code of a letter, what it became."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        LETTER = "letter", _("letter")
        VISIT = "visit", _("a code that was typed")

    invitation = TenantForeignKey(Invitation, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=8, choices=Kind)
    key_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["key_hash"], name="invitation_key")]
