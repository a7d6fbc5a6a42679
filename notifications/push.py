"""Web push (RFC 8030, 8291, 8292): a sealed payload to the push service of a browser, signed with our key.

The address comes from a browser, so it could name anything. Only push services that are named in
PUSH_SERVICES are called, over HTTPS, without following them anywhere else.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _
from py_vapid import Vapid02
from pywebpush import WebPusher

from notifications.gateway import LIMIT_SECONDS, NotDelivered
from notifications.models import PushSubscription
from rowsecurity.errors import Refused

A_DAY = 86_400
TWELVE_HOURS = A_DAY // 2
SECRET_LENGTH = 16


class Gone(NotDelivered):
    """This browser no longer takes notifications."""


@dataclass(frozen=True, slots=True)
class Payload:
    """All that a browser is told: a sentence without content, and which page to open."""

    title: str
    body: str
    open: str
    tag: str
    lang: str
    dir: str = "ltr"


def is_possible() -> bool:
    """Whether this installation has a key to sign with."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """The key by which browsers know us, as they want it: an uncompressed point in base64url."""
    point = _key(settings.VAPID_PRIVATE_KEY).public_key.public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def check_subscription(*, endpoint: str, p256dh: str, auth: str) -> None:
    """Refuse what no push service gave out: another address, or keys that are none."""
    if not (is_push_service(endpoint) and _is_point(p256dh) and len(_bytes(auth)) == SECRET_LENGTH):
        raise Refused(
            _("This browser uses a notification service that we do not know. Choose e-mail instead.")
        )


def is_push_service(address: str) -> bool:
    """Whether this is an address at a push service that we may call."""
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return False
    if not url.hostname or url.username or url.password or len(address) > 700:
        return False
    if f"{url.scheme}://{url.netloc}" in settings.PUSH_SERVICES:
        return True  # one of our own, named with its whole origin
    if url.scheme != "https" or port not in (None, 443):
        return False
    host = url.hostname.lower()
    return any(host == each or host.endswith(f".{each}") for each in settings.PUSH_SERVICES)


def send(subscription: PushSubscription, payload: Payload, *, reference: str) -> None:
    """Hand one payload to one browser's push service. Raises `Gone` or `NotDelivered`."""
    if not is_push_service(subscription.endpoint):
        raise Gone("not a push service")
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
    sealed = pusher.encode(json.dumps(asdict(payload)).encode())["body"]
    headers = _signature(subscription.endpoint) | {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(A_DAY),
        "Urgency": "high",
        # A second attempt takes the place of one that still waits for the device.
        "Topic": reference.replace("-", "")[:32],
    }
    try:
        response = requests.post(
            subscription.endpoint, data=sealed, headers=headers, timeout=LIMIT_SECONDS, allow_redirects=False
        )
    except requests.RequestException as error:
        raise NotDelivered(type(error).__name__) from None
    if response.status_code in (404, 410):
        raise Gone("the browser no longer listens")
    if not 200 <= response.status_code < 300:
        raise NotDelivered(f"push service answered {response.status_code}")


def _signature(endpoint: str) -> dict[str, str]:
    url = urlsplit(endpoint)
    claims = {
        "sub": settings.SECURITY_CONTACT,
        "aud": f"{url.scheme}://{url.netloc}",
        "exp": int(time.time()) + TWELVE_HOURS,
    }
    signed: dict[str, str] = _key(settings.VAPID_PRIVATE_KEY).sign(claims)
    return signed


@lru_cache(maxsize=4)
def _key(private: str) -> Vapid02:
    return Vapid02.from_raw(private.encode())


def _is_point(text: str) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(text))
    except ValueError:
        return False
    return True


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
