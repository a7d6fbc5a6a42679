"""Tokens of an organisation's systems."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from integrations.models import ApiToken

PREFIX = "bd_"


@dataclass(frozen=True, slots=True)
class System:
    """Who calls: a system of one organisation."""

    organisation_id: UUID
    token_id: UUID
    label: str


def issue_token(*, label: str, token: str | None = None) -> str:
    """Make a token and return it, for the only time. A given `token` is for the demo world alone."""
    token = token or PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(label=label, token_hash=token_hash(token))
    return token


def revoke_token(*, label: str) -> bool:
    """End a token at once; False when there is none in use."""
    return bool(ApiToken.objects.filter(label=label, revoked_at=None).update(revoked_at=Now()))


def token_hash(token: str) -> bytes:
    """The stored form of a token."""
    return hashlib.sha256(token.encode()).digest()


def system_by_token(token: str) -> System | None:
    """Whose token this is, through the door; outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_id, id, label FROM organisation_by_token(%s)", [token_hash(token)]
        )
        row = cursor.fetchone()
    return System(*row) if row else None
