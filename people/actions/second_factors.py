"""The second factor: app, passkey, code by text message, recovery code. In the person's gate scope.

Whoever works somewhere shows an app or a passkey; a text message is enough for patients only.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from people import codes
from people.actions.sign_in import works_somewhere
from people.attempts import Limit
from people.models import Credential, Person

CODES_SENT = Limit("sign-in codes of a person", most=5, within=timedelta(hours=1))
CODE_TRIES = Limit("tries of a sign-in code", most=5, within=timedelta(minutes=10))


class Means(models.TextChoices):
    PASSKEY = "passkey", _("Passkey")
    TOTP = "totp", _("Authenticator app")
    SMS = "sms", _("Code by text message")
    RECOVERY = "recovery", _("Recovery code")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person can show as second factor."""

    means: list[Means]
    devices: list[TOTPDevice]
    mobile: str
    works_somewhere: bool

    @property
    def is_strong(self) -> bool:
        return Means.PASSKEY in self.means or Means.TOTP in self.means

    @property
    def leads_to_enrolment(self) -> bool:
        """Somebody who works here and has no app or passkey yet makes one first."""
        return self.works_somewhere and not self.is_strong


def offer(person_id: UUID) -> Offer:
    """What this person can show now."""
    devices = list(TOTPDevice.objects.filter(user_id=person_id, confirmed=True).order_by("id"))
    has_passkey = WebAuthnCredential.objects.filter(user_id=person_id, confirmed=True).exists()
    mobile = Credential.objects.filter(person_id=person_id).values_list("mobile", flat=True).first() or ""
    is_staff = works_somewhere(person_id)
    is_strong = has_passkey or bool(devices)
    has_recovery = StaticDevice.objects.filter(user_id=person_id, token_set__isnull=False).exists()
    has = {
        Means.TOTP: bool(devices),
        Means.PASSKEY: has_passkey,
        Means.SMS: bool(mobile) and not (is_staff and is_strong),
        Means.RECOVERY: has_recovery,
    }
    means = [one for one, there in has.items() if there]
    return Offer(means, devices, mobile, is_staff)


def make_code(*, person_id: UUID) -> str | None:
    """Make a code to send by text message; None when there were too many in this hour."""
    if not CODES_SENT.count(person_id):
        return None
    code = codes.new_code()
    Credential.objects.filter(person_id=person_id).update(
        code_hash=codes.code_hash(person_id, code), code_expires_at=timezone.now() + codes.VALID
    )
    CODE_TRIES.forget(person_id)
    return code


def has_code(person_id: UUID) -> bool:
    """Whether a code that was sent to this person can still be typed."""
    return Credential.objects.filter(person_id=person_id, code_expires_at__gt=timezone.now()).exists()


def prove_code(*, person_id: UUID, code: str) -> bool:
    """Use up the code that was sent; wrong ones count, and the sixth try finds nothing."""
    credential = Credential.objects.select_for_update().get(person_id=person_id)
    expires_at = credential.code_expires_at
    if expires_at is None or expires_at <= timezone.now() or not CODE_TRIES.count(person_id):
        return False
    if not codes.is_same(credential.code_hash, codes.code_hash(person_id, code)):
        return False
    credential.code_hash = credential.code_expires_at = None
    credential.save(update_fields=["code_hash", "code_expires_at"])
    return True


def prove_totp(*, person: Person, device_id: str, code: str) -> bool:
    """Check a code of one named device, under a lock: the same code at the same moment is right once."""
    wanted = next((d for d in offer(person.id).devices if d.persistent_id == device_id), None)
    digits = "".join(filter(str.isdigit, code))
    return wanted is not None and verify_token(person, wanted.persistent_id, digits) is not None


def prove_recovery(*, person: Person, code: str) -> bool:
    """Use up a recovery code."""
    for device in StaticDevice.objects.filter(user_id=person.id):
        if verify_token(person, device.persistent_id, recovery_hash(person.id, code)):
            return True
    return False


def recovery_hash(person_id: UUID, code: str) -> str:
    """As a recovery code is stored: django-otp keeps what it is given, so it is given a keyed hash."""
    letters = "".join(filter(str.isalnum, code.lower()))
    message = f"recovery|{person_id}|{letters}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), message, sha256).hex()[:16]
