"""Signs a delivery, so that another system can verify where it comes from: JWS with Ed25519 (RFC 7515, 8037).

The key is derived from the key-encryption key, so there is no other secret to keep; the keys of earlier ones
stay published as long as those still open.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

PURPOSE = b"beterdichtbij national monitor delivery 1"


def sign(payload: Mapping[str, object]) -> str:
    """The payload as a compact JWS."""
    key = _key(settings.KEY_ENCRYPTION_KEY)
    header = {"alg": "EdDSA", "kid": _public(key)["kid"], "typ": "JWT"}
    parts = [_encoded(json.dumps(each, separators=(",", ":")).encode()) for each in (header, payload)]
    signed = ".".join(parts)
    return f"{signed}.{_encoded(key.sign(signed.encode()))}"


def public_keys() -> dict[str, list[dict[str, str]]]:
    """What verifies a delivery, as a JSON Web Key Set (RFC 7517)."""
    secrets = (settings.KEY_ENCRYPTION_KEY, *settings.KEY_ENCRYPTION_KEY_FALLBACKS)
    return {"keys": [_public(_key(secret)) for secret in secrets]}


def _key(secret: bytes) -> Ed25519PrivateKey:
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret)
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public(key: Ed25519PrivateKey) -> dict[str, str]:
    """The public half; its name is the thumbprint of RFC 7638."""
    x = _encoded(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    told = {"crv": "Ed25519", "kty": "OKP", "x": x}
    kid = _encoded(hashlib.sha256(json.dumps(told, separators=(",", ":"), sort_keys=True).encode()).digest())
    return {**told, "kid": kid, "use": "sig", "alg": "EdDSA"}


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
