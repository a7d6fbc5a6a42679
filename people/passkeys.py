"""Passkeys on django-otp-webauthn: how a person is named in one, and the two ceremonies.

A passkey always asks for fingerprint, face or code of its device, so it is two factors by itself.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from people.models import Credential, Person

REGISTRATION, AUTHENTICATION = "passkey_registration", "passkey_authentication"


class Refusal(Exception):
    """The ceremony failed: a wrong, foreign or replayed answer, or no answer at all."""


class Helper(WebAuthnHelper):
    """Names our people, and asks every new passkey to verify its user."""

    def get_credential_display_name(self, user: Person) -> str:
        return user.name

    def get_credential_name(self, user: Person) -> str:
        return Credential.objects.values_list("email", flat=True).get(person_id=user.id)

    def get_generate_registration_options_kwargs(self, *, user: Person) -> dict[str, Any]:
        options: dict[str, Any] = super().get_generate_registration_options_kwargs(user=user)
        options["authenticator_selection"].user_verification = UserVerificationRequirement.REQUIRED
        return options


def begin_sign_in(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    """Options for the browser; the challenge stays in the session and is of use once."""
    options, state = Helper(request).authenticate_begin(user=person, require_user_verification=True)
    request.session[AUTHENTICATION] = state
    answer: dict[str, Any] = options
    return answer


def owner_of(answer: dict[str, Any]) -> UUID | None:
    """Whose passkey answered, by exact hash. In the gate scope of nobody."""
    try:
        credential_id = base64url_to_bytes(answer["rawId"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal("malformed") from error
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_by_passkey(%s)", [hashlib.sha256(credential_id).hexdigest()])
        row = cursor.fetchone()
    found: UUID | None = row[0] if row else None
    return found


def complete_sign_in(request: HttpRequest, person: Person, answer: dict[str, Any]) -> None:
    """Verify the answer to this session's challenge; raises `Refusal`. In the person's gate scope."""
    state = request.session.pop(AUTHENTICATION, None)
    if state is None:
        raise Refusal("no challenge")
    try:
        device = Helper(request).authenticate_complete(user=person, state=state, data=answer)
    except (WebAuthnException, OTPWebAuthnApiError, KeyError, TypeError, ValueError) as error:
        raise Refusal(type(error).__name__) from error
    if not device.confirmed:
        raise Refusal("not confirmed")


def begin_registration(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Options for making a passkey."""
    options, state = Helper(request).register_begin(person)
    request.session[REGISTRATION] = state
    answer: dict[str, Any] = options
    return answer


def complete_registration(
    request: HttpRequest, person: Person, answer: dict[str, Any], name: str
) -> WebAuthnCredential:
    """Keep a new passkey; raises `Refusal`."""
    state = request.session.pop(REGISTRATION, None)
    if state is None:
        raise Refusal("no challenge")
    try:
        device = Helper(request).register_complete(person, state, answer)
    except (WebAuthnException, OTPWebAuthnApiError, KeyError, TypeError, ValueError) as error:
        raise Refusal(type(error).__name__) from error
    device.name = name[:64]
    device.save(update_fields=["name"])
    return device
