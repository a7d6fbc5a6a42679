"""Calls to an address that an admin typed: https only, nothing inside our own network, nothing followed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings

from notifications import outward

PATIENCE = (3, 5)
MOST_BYTES = 256 * 1024


class Unreachable(Exception):
    """The provider cannot be reached, or not at an address that we call."""


def check_address(address: str) -> str:
    """Return the address when it is one we call; raises `Unreachable`."""
    parts = urlsplit(address)
    is_allowed = parts.scheme == "https" or (settings.SINGLE_SIGN_ON_PRIVATE and parts.scheme == "http")
    if not is_allowed or not parts.hostname or parts.username or parts.password:
        raise Unreachable
    return address


def read_json(address: str) -> dict[str, Any]:
    """Read what a provider publishes; raises `Unreachable`."""
    with requests.Session() as session:
        prepare(session)
        try:
            with session.get(
                check_address(address), timeout=PATIENCE, allow_redirects=False, stream=True
            ) as answer:
                content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
                found = json.loads(content) if answer.status_code == 200 else None
        except (requests.RequestException, OSError, ValueError) as error:
            raise Unreachable from error
    if not isinstance(found, dict) or len(content) > MOST_BYTES:
        raise Unreachable
    return found


def client(client_id: str, secret: str, redirect_to: str, scope: str) -> OAuth2Session:
    """A client of the library that calls as we do."""
    session = OAuth2Session(
        client_id, secret, scope=scope, redirect_uri=redirect_to, code_challenge_method="S256"
    )
    prepare(session)
    return session


def prepare(session: requests.Session) -> None:
    """Let a session call providers only."""
    outward.prepare(session, allows_private=settings.SINGLE_SIGN_ON_PRIVATE)
