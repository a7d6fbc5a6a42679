"""What a provider says of a logout (OpenID Connect Back-Channel Logout 1.0).

Anybody may post such a token. What cannot be right is refused before anything is asked of the provider.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

from single_sign_on.protocol import LEEWAY, SIGNED_BY, Client, NotProven, discover, opened, rules

# A logout token is of use for so long; until then the same one is known again.
MOST_AGE = 600
MOST_BYTES = 8 * 1024
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class SignedOut:
    """What a logout token says, checked: who, by subject or by session at the provider, and its own name."""

    subject: str
    session: str
    token: str


def signed_out(client: Client, text: str) -> SignedOut:
    """Who a logout token is about; raises `NotProven` or `Unreachable`.

    Whether it was used before is for the caller to know.
    """
    look_before(client, text)
    asked = rules(client) | {"jti": {"essential": True}}
    asked.pop("sub")
    header, claims = opened(discover(client.issuer), text, asked)
    _check(client, header, claims)
    return SignedOut(str(claims.get("sub") or ""), str(claims.get("sid") or ""), str(claims["jti"]))


def look_before(client: Client, text: str) -> None:
    """Refuse what says itself that it is no logout token for us; raises `NotProven`. It proves nothing."""
    parts = text.split(".")
    if len(text) > MOST_BYTES or len(parts) != 3:
        raise NotProven
    try:
        header, claims = (_unproven(part) for part in parts[:2])
    except (ValueError, RecursionError) as error:
        raise NotProven from error
    if not isinstance(header, dict) or not isinstance(claims, dict) or header.get("alg") not in SIGNED_BY:
        raise NotProven
    _check(client, header, claims)


def _check(client: Client, header: dict[str, Any], claims: dict[str, Any]) -> None:
    events, meant = claims.get("events"), claims.get("aud")
    is_ours = claims.get("iss") == client.issuer and (
        client.client_id in meant if isinstance(meant, list) else client.client_id == meant
    )
    is_logout = isinstance(events, dict) and isinstance(events.get(EVENT), dict)
    is_kind = str(header.get("typ", "JWT")).lower().removeprefix("application/") in ("logout+jwt", "jwt")
    is_about = bool(claims.get("sub") or claims.get("sid")) and bool(claims.get("jti"))
    is_good = is_ours and is_logout and is_kind and is_about and "nonce" not in claims
    if not is_good or not _is_of_now(claims.get("iat")):
        raise NotProven


def _is_of_now(made_at: object) -> bool:
    now = time.time()
    is_moment = isinstance(made_at, int | float) and not isinstance(made_at, bool)
    return is_moment and now - MOST_AGE <= made_at <= now + LEEWAY  # type: ignore[operator]


def _unproven(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
