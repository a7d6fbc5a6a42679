"""Who signs out at the provider is out here: by a token that it signed, for us, of now, and once."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from audit.models import AccessLogEntry
from rowsecurity.scopes import job_scope
from single_sign_on import actions
from single_sign_on.guarded import Unreachable
from single_sign_on.logout import EVENT as BACK_CHANNEL_LOGOUT
from single_sign_on.logout import signed_out
from single_sign_on.models import Provider, WorkIdentity
from single_sign_on.protocol import Client as ProviderClient
from single_sign_on.protocol import NotProven
from tests import cast
from tests.single_sign_on.test_coming_in import (  # noqa: F401
    SETTINGS,
    _private_providers,
    come_in,
    fields,
    ingrid,
    turned_on,
)

TOLD = "/werk/lindeborg/uitgelogd/"


def claims(provider, **other: object) -> dict[str, object]:
    """A good logout token about Vera, or one that differs."""
    now = int(time.time())
    good: dict[str, object] = {
        "iss": provider.url,
        "aud": "beterdichtbij",
        "iat": now,
        "exp": now + 120,
        "jti": str(uuid4()),
        "sub": "vera",
        "events": {BACK_CHANNEL_LOGOUT: {}},
    }
    return {name: value for name, value in (good | other).items() if value is not None}


def tell(token: str):
    return Client(enforce_csrf_checks=True).post(TOLD, {"logout_token": token})


@pytest.fixture
def vera(turned_on):  # noqa: F811
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    browser, _answer = come_in(turned_on, "vera")
    assert browser.get("/org/lindeborg/").status_code == 200
    return browser


def test_who_signs_out_there_is_out_here_in_every_browser_and_comes_in_again(lindeborg, turned_on, vera):  # noqa: F811
    other, _answer = come_in(turned_on, "vera")

    answer = tell(turned_on.signs(claims(turned_on), typ="logout+jwt"))

    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    assert [each.get("/org/lindeborg/").status_code for each in (vera, other)] == [302, 302]
    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.filter(event="staff.signed_out").count() == 1
    browser, _answer = come_in(turned_on, "vera")
    assert browser.get("/org/lindeborg/").status_code == 200


def test_a_session_may_be_named_instead_of_somebody(lindeborg, turned_on, vera):  # noqa: F811
    with job_scope(lindeborg.id):
        WorkIdentity.objects.filter(subject="vera").update(sessions=["there-1"])
    stranger = tell(turned_on.signs(claims(turned_on, sub=None, sid="there-2")))
    assert stranger.status_code == 200 and vera.get("/org/lindeborg/").status_code == 200

    assert tell(turned_on.signs(claims(turned_on, sub=None, sid="there-1"))).status_code == 200

    assert vera.get("/org/lindeborg/").status_code == 302


def test_a_token_is_of_use_once(turned_on, vera):  # noqa: F811
    token = turned_on.signs(claims(turned_on))
    assert tell(token).status_code == 200
    browser, _answer = come_in(turned_on, "vera")

    assert tell(token).status_code == 400

    assert browser.get("/org/lindeborg/").status_code == 200


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://elsewhere.example.org"},
        {"aud": "another-client"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 1_000_000_000},
        {"iat": None},
        {"jti": None},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": [BACK_CHANNEL_LOGOUT]},
        {"nonce": "n"},
        {"sub": None},
    ],
    ids=str,
)
def test_what_is_no_logout_token_for_us_ends_nothing(turned_on, vera, other):  # noqa: F811
    answer = tell(turned_on.signs(claims(turned_on, **other)))

    assert answer.status_code == 400 and answer.json() == {"error": "invalid_request"}
    assert vera.get("/org/lindeborg/").status_code == 200


def test_what_another_key_signed_or_nothing_ends_nothing(turned_on, vera):  # noqa: F811
    from joserfc import jwt
    from joserfc.jwk import OctKey, RSAKey

    own = jwt.encode({"alg": "RS256"}, claims(turned_on), RSAKey.generate_key(2048))
    secret = jwt.encode({"alg": "HS256"}, claims(turned_on), OctKey.import_key("geheim" * 6))
    for token in (own, secret, "", "x.y.z"):
        assert tell(token).status_code == 400
    assert vera.get("/org/lindeborg/").status_code == 200


def test_it_ends_nothing_at_another_organisation(turned_on, vera, waterkant):  # noqa: F811
    token = turned_on.signs(claims(turned_on))
    answer = Client().post("/werk/waterkant/uitgelogd/", {"logout_token": token})
    assert answer.status_code == 404
    assert Client().get(TOLD).status_code == 405
    assert vera.get("/org/lindeborg/").status_code == 200


NOBODY = ProviderClient("http://localhost:9", "beterdichtbij", "geheim", "")


def unsigned(**other: object) -> str:
    """A token of a provider that is not there, signed by nobody."""
    said = claims(SimpleNamespace(url=NOBODY.issuer), **other)
    parts = [{"alg": "RS256"}, said, {}]
    return ".".join(urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y",
        "x.y.z",
        "é.é.é",
        "a" * 9000 + ".b.c",
        urlsafe_b64encode(b"[" * 4000).decode() + ".e30.x",
        unsigned(iss="https://elsewhere.example.org"),
        unsigned(aud=["another-client"]),
        unsigned(iat=1_000_000_000),
        unsigned(iat=4_000_000_000),
        unsigned(events={}),
    ],
    ids=["nothing", "two", "no json", "letters", "large", "deep", "iss", "aud", "old", "of later", "events"],
)
def test_what_cannot_be_right_is_refused_before_the_provider_is_asked(token, settings):
    settings.SINGLE_SIGN_ON_PRIVATE = True
    with pytest.raises(Unreachable):
        signed_out(NOBODY, unsigned())  # asks
    with pytest.raises(NotProven):
        signed_out(NOBODY, token)


def test_who_shows_false_tokens_is_refused_and_the_provider_is_not(turned_on, vera):  # noqa: F811
    for _each in range(60):
        assert tell("x.y.z").status_code == 400
    assert tell("x.y.z").status_code == 429

    good = {"logout_token": turned_on.signs(claims(turned_on))}
    assert Client(REMOTE_ADDR="192.0.2.7").post(TOLD, good).status_code == 200


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"client_id": "another"}, "1 medewerker die via de vorige aanbieder binnenkwam, is uitgelogd"),
        ({"issuer": "other name"}, "1 medewerker die via de vorige aanbieder binnenkwam, is uitgelogd"),
        ({"is_on": ""}, "1 medewerker die via de vorige aanbieder binnenkwam, is uitgelogd"),
        ({"roles_claim": "rollen"}, "De wijziging is bewaard."),
    ],
    ids=["client", "issuer", "off", "nothing of it"],
)
def test_who_came_in_by_a_provider_that_is_changed_or_off_is_out_at_once(
    lindeborg,
    ingrid,  # noqa: F811
    turned_on,  # noqa: F811
    vera,
    changed,
    told,
):
    admin = cast.signed_in(ingrid.person)
    nurse = cast.signed_in(lindeborg.staff["Marieke"].person)
    come_in(turned_on, "vera")  # a second browser is no second colleague
    if "issuer" in changed:
        changed = {"issuer": other_name_of(turned_on)}

    answer = admin.post(SETTINGS, fields(lindeborg, turned_on) | changed, follow=True)

    assert told in answer.text
    assert vera.get("/org/lindeborg/").status_code == (200 if "roles_claim" in changed else 302)
    assert nurse.get("/org/lindeborg/").status_code == 200  # an account of her own


def other_name_of(house) -> str:
    """The same provider under another address, which it says itself when it is asked there."""
    return house.url.replace("localhost", "127.0.0.1")


def test_who_is_coming_in_while_the_provider_changes_is_out_too(lindeborg, turned_on):  # noqa: F811
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    with job_scope(lindeborg.id):
        known = Provider.objects.get()
    browser, _answer = come_in(turned_on, "vera")
    with job_scope(lindeborg.id):
        Provider.objects.update(client_id="another")  # what the change did not see yet

    assert not actions.is_still_the_one(organisation_id=lindeborg.id, provider=known)

    assert browser.get("/org/lindeborg/").status_code == 302


def test_an_admin_of_the_provider_does_not_sign_themself_out_for_good(lindeborg, ingrid, turned_on):  # noqa: F811
    cast.signed_in(ingrid.person).post(
        SETTINGS, fields(lindeborg, turned_on) | {"role_names": "beheer = admin"}
    )
    turned_on.knows("vera", name="Vera Kok", groups=["beheer"])
    browser, _answer = come_in(turned_on, "vera")

    answer = browser.post(SETTINGS, fields(lindeborg, turned_on) | {"client_id": "another"})

    assert answer.status_code == 422 and "voorgoed uitloggen" in answer.text and "another" in answer.text
    assert browser.get(SETTINGS).status_code == 200
