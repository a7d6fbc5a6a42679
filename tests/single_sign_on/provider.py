"""The provider of a hospital: that of `oidc-provider-mock`, which also signs what is asked with its own key.

Run as `python -m tests.single_sign_on.provider PORT`.
"""

from __future__ import annotations

import sys

import flask
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey


def sign() -> str:
    """A token with these claims and this header, signed by the key of the provider."""
    asked = flask.request.get_json()
    key = RSAKey.import_key(flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
    return jwt.encode({"alg": "RS256", **asked["header"]}, asked["claims"], key)


if __name__ == "__main__":
    provider = oidc_provider_mock.app(require_nonce=True)
    provider.post("/sign")(sign)
    provider.run("127.0.0.1", int(sys.argv[1]), threaded=True)
