"""What somebody signs in with; the rows belong to a person."""

from __future__ import annotations

import hashlib
import secrets
from uuid import uuid4

from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnAttestation, WebAuthnCredential, WebAuthnUserHandle

from notifications.models import NoticeWish, PushSubscription
from people.models import Credential, Person
from tests.isolation.world import Side


def seed_sign_in(side: Side, name: str, person: Person) -> None:
    """Every kind of second factor; their rows belong to a person."""
    Credential.objects.get_or_create(
        person=person, defaults={"email": f"{person.family_name.lower()}@example.org", "password": "!"}
    )
    device, is_new = TOTPDevice.objects.get_or_create(user=person, name="app")
    side.tell("device_id", name, device.id)
    if not is_new:  # carla, on the other side
        side.tell("passkey_id", name, WebAuthnCredential.objects.get(user=person).id)
        side.tell("browser_id", name, PushSubscription.objects.get(person=person).id)
        return
    seed_browser(side, name, person)
    StaticDevice.objects.create(user=person, name="codes").token_set.create(token="planted")
    passkey = WebAuthnCredential.objects.create(
        user=person,
        name="key",
        credential_id=uuid4().bytes,
        public_key=b"k",
        aaguid=str(uuid4()),
        backup_eligible=False,
        backup_state=False,
        discoverable=True,
    )
    side.tell("passkey_id", name, passkey.id)
    WebAuthnAttestation.objects.create(credential=passkey, fmt="none", data=b"d", client_data_json=b"{}")
    WebAuthnUserHandle.objects.create(user=person, handle_hex=secrets.token_hex(32))


def seed_browser(side: Side, name: str, person: Person) -> None:
    """A browser that takes notifications, and a wish of its person."""
    address = f"https://push.example/{side.word(name)}"
    known = PushSubscription.objects.create(
        person=person,
        endpoint=address,
        endpoint_hash=hashlib.sha256(address.encode()).digest(),
        p256dh=side.word(name),
        auth=side.word(name),
        label=side.word(name),
    )
    NoticeWish.objects.create(person=person)
    side.tell("browser_id", name, known.id)
