"""Calls to an address that an admin typed: https only, nothing inside our own network, nothing followed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from urllib3.exceptions import HTTPError

from notifications import outward

PATIENCE = (3, 5)
# Seconds for one whole call; signing in makes three: what is published, the token, the keys.
WITHIN = 10
MOST_BYTES = 256 * 1024


class Unreachable(Exception):
    """The provider cannot be reached, or not at an address that we call."""


class TooLarge(requests.RequestException):
    """A provider answered more than we read."""


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
        call = prepare(session)
        try:
            with session.get(
                check_address(address), timeout=PATIENCE, allow_redirects=False, stream=True
            ) as answer:
                content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
                call.left()
                found = json.loads(content) if answer.status_code == 200 else None
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
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
    # Before the library reads the answer.
    session.hooks["response"].append(_read_within_bounds)
    return session


def _read_within_bounds(answer: requests.Response, **_more: Any) -> requests.Response:
    """Read no more of an answer than a token takes; the rest of it is not waited for."""
    try:
        content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    except HTTPError as error:
        raise requests.ConnectionError(error) from error
    if len(content) > MOST_BYTES:
        answer.close()
        raise TooLarge("the answer of a provider is too large")
    answer._content = content
    answer._content_consumed = True
    return answer


def prepare(session: requests.Session) -> outward.Call:
    """Let a session call providers only, and once."""
    return outward.prepare(session, allows_private=settings.SINGLE_SIGN_ON_PRIVATE, within=WITHIN)
