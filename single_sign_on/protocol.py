"""OpenID Connect with one provider: authorization code with PKCE, and what its tokens say once checked.

A provider may change its keys whenever it wants: a signature of an unknown one has them read anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from single_sign_on import guarded, published
from single_sign_on.guarded import Unreachable

# Signed by a key of the provider; never by the shared secret, never by nothing.
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY = 60
DISCOVERY = "/.well-known/openid-configuration"


class NotProven(Exception):
    """What came back proves nothing."""


class Gone(Exception):
    """The provider no longer lets this person in."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to the provider."""

    issuer: str
    client_id: str
    secret: str
    redirect_to: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser must bring back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What the provider says of somebody, checked; `refresh` asks it again later."""

    claims: dict[str, Any]
    refresh: str

    @property
    def subject(self) -> str:
        return str(self.claims["sub"])

    def words(self, claim: str) -> Collection[str]:
        """The words of a claim, which may hold one or several."""
        found = self.claims.get(claim, [])
        return {str(each) for each in found} if isinstance(found, list) else {str(found)}


def discover(issuer: str) -> dict[str, Any]:
    """What the provider publishes about itself; raises `Unreachable`."""
    about = published.read(issuer.rstrip("/") + DISCOVERY)
    if about.get("issuer") != issuer:
        raise Unreachable
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        guarded.check_address(str(about.get(name, "")))
    return about


def address_to_go_to(client: Client, asked: Asked) -> str:
    """Where the browser goes to sign in; raises `Unreachable`."""
    about = discover(client.issuer)
    session = guarded.client(client.client_id, client.secret, client.redirect_to, _scope(about))
    with session:
        address, _state = session.create_authorization_url(
            about["authorization_endpoint"],
            state=asked.state,
            nonce=asked.nonce,
            code_verifier=asked.verifier,
        )
    return str(address)


def prove(client: Client, asked: Asked, code: str) -> Proof:
    """Change the code for a token and check it; raises `NotProven` or `Unreachable`."""
    about = discover(client.issuer)
    token = _token(client, about, code=code, code_verifier=asked.verifier, grant_type="authorization_code")
    return Proof(_claims(client, about, token, nonce=asked.nonce), str(token.get("refresh_token") or ""))


def ask_again(client: Client, refresh: str) -> Proof | None:
    """Whether somebody may still come in; None when the provider says so without claims. Raises `Gone`."""
    about = discover(client.issuer)
    try:
        token = _token(client, about, refresh_token=refresh, grant_type="refresh_token")
    except NotProven as error:
        raise Gone from error
    if "id_token" not in token:
        return None
    return Proof(_claims(client, about, token), str(token.get("refresh_token") or refresh))


def _scope(about: dict[str, Any]) -> str:
    offered = about.get("scopes_supported") or []
    return "openid profile email" + (" offline_access" if "offline_access" in offered else "")


def _token(client: Client, about: dict[str, Any], **asked: str) -> dict[str, Any]:
    session = guarded.client(client.client_id, client.secret, client.redirect_to, _scope(about))
    asked |= {"url": about["token_endpoint"]}
    try:
        with session:
            call = session.refresh_token if "refresh_token" in asked else session.fetch_token
            asked.pop("grant_type") if "refresh_token" in asked else None
            return dict(call(**asked, timeout=guarded.PATIENCE, allow_redirects=False))
    except AuthlibBaseError as error:
        raise NotProven from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise Unreachable from error


def _claims(
    client: Client, about: dict[str, Any], token: dict[str, Any], *, nonce: str = ""
) -> dict[str, Any]:
    asked = rules(client)
    if nonce:
        asked["nonce"] = {"essential": True, "value": nonce}
    header, claims = opened(about, str(token.get("id_token", "")), asked)
    # A logout token is signed by the same key and proves nobody.
    is_other = str(header.get("typ", "")).lower() == "logout+jwt" or "events" in claims
    if is_other or claims.get("azp", client.client_id) != client.client_id or not claims["sub"]:
        raise NotProven
    return claims


def rules(client: Client) -> dict[str, Any]:
    """What every token for us must say."""
    return {
        "iss": {"essential": True, "value": client.issuer},
        "aud": {"essential": True, "value": client.client_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "sub": {"essential": True},
    }


def opened(about: dict[str, Any], text: str, asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that a key of the provider signed; raises `NotProven` or `Unreachable`."""
    try:
        read = _signed(about["jwks_uri"], text)
        jwt.JWTClaimsRegistry(leeway=LEEWAY, **asked).validate(read.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotProven from error
    return dict(read.header), dict(read.claims)


def _signed(address: str, text: str) -> jwt.Token:
    known = published.read(address)
    try:
        return _decode(known, text)
    except (JoseError, ValueError, KeyError, TypeError):
        newer = published.read(address, younger_than=published.YOUNG)
        if newer is known:
            raise
        return _decode(newer, text)


def _decode(keys: dict[str, Any], text: str) -> jwt.Token:
    return jwt.decode(text, KeySet.import_key_set(keys), algorithms=SIGNED_BY)  # type: ignore[arg-type]
