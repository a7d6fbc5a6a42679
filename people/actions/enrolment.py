"""Adds and removes means to sign in. In the person's gate scope, soon after they showed a second factor."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from people.actions.second_factors import offer, recovery_hash
from people.models import Credential, Person
from rowsecurity.errors import Refused

RECOVERY_CODES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def begin_totp(*, person: Person, name: str) -> TOTPDevice:
    """Make an app's secret; it counts once a first code has been right. An earlier unfinished one goes."""
    TOTPDevice.objects.filter(user_id=person.id, confirmed=False).delete()
    return TOTPDevice.objects.create(user=person, name=name[:64], confirmed=False)


def unfinished_totp(person_id: UUID) -> TOTPDevice | None:
    """The app that is being added."""
    return TOTPDevice.objects.filter(user_id=person_id, confirmed=False).first()


def confirm_totp(*, person: Person, code: str) -> bool:
    """Finish adding an app by its first code."""
    rows = TOTPDevice.objects.select_for_update()
    device = rows.filter(user_id=person.id, confirmed=False).first()
    digits = "".join(filter(str.isdigit, code))
    if device is None or not device.verify_token(digits):
        return False
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return True


def make_recovery_codes(*, person: Person) -> list[str]:
    """Replace the recovery codes. They are shown once; only hashes stay."""
    StaticDevice.objects.filter(user_id=person.id).delete()
    device = StaticDevice.objects.create(user=person, name="recovery")
    fresh = ["-".join(_letters(4) for _part in range(3)) for _code in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(
        [StaticToken(device=device, token=recovery_hash(person.id, code)) for code in fresh]
    )
    return fresh


def remove_totp(*, person: Person, device_id: int) -> None:
    """Remove an app; refused, and undone, when it is the last thing a person needs to get in."""
    TOTPDevice.objects.filter(user_id=person.id, id=device_id).delete()
    _require_enough(person)


def remove_passkey(*, person: Person, passkey_id: int) -> None:
    """Remove a passkey; refused, and undone, when it is the last thing a person needs to get in."""
    WebAuthnCredential.objects.filter(user_id=person.id, id=passkey_id).delete()
    _require_enough(person)


def change_password(*, person: Person, old: str, new: str) -> bool:
    """Change the password; False when the old one is wrong."""
    credential = Credential.objects.select_for_update().get(person_id=person.id)
    if not check_password(old, credential.password):
        return False
    credential.password = make_password(new)
    credential.save(update_fields=["password"])
    return True


def _require_enough(person: Person) -> None:
    has = offer(person.id)
    if not has.is_strong and (has.works_somewhere or not has.mobile):
        raise Refused(_("Add another app or passkey first; otherwise you cannot sign in any more."))


def _letters(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(number))
