"""Colleagues come in through their own provider, a real one, with the roles it names; gone there is out."""

from __future__ import annotations

import html
import re
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AccessLogEntry
from notifications.actions import notify, to_person
from notifications.models import Notice
from notifications.reaching import spread
from people.models import Person
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope
from single_sign_on import actions, guarded, protocol
from single_sign_on.looking_again import look_again
from single_sign_on.models import Provider, WorkIdentity
from tenants.models import Membership
from tenants.roles import Role
from tests import cast

SETTINGS = "/org/lindeborg/organisatie/inloggen/"
DOOR = "/werk/lindeborg/"


@pytest.fixture(autouse=True)
def _private_providers(settings):
    settings.SINGLE_SIGN_ON_PRIVATE = True


@pytest.fixture
def ingrid(lindeborg):
    person = cast.make_person("Ingrid")
    with job_scope(lindeborg.id):
        return cast.make_member(person, department=lindeborg.department, roles=[Role.ADMIN])


def fields(house: cast.House, provider) -> dict[str, object]:
    return {
        "issuer": provider.url,
        "client_id": "beterdichtbij",
        "secret": "geheim",
        "roles_claim": "groups",
        "role_names": "poli-verpleging = clinician\npoli-balie = desk",
        "departments": [str(house.department.id)],
        "is_on": "on",
    }


@pytest.fixture
def turned_on(lindeborg, ingrid, provider):
    answer = cast.signed_in(ingrid.person).post(SETTINGS, fields(lindeborg, provider))
    assert answer.status_code == 302, answer.text
    return provider


def address_of(page: str) -> str:
    return html.unescape(re.search(r'href="(http://localhost[^"]+/oauth2/authorize[^"]+)"', page).group(1))


def come_in(provider, subject: str, *, browser: Client | None = None):
    browser = browser or Client()
    address = address_of(browser.get(DOOR).text)
    return browser, browser.get(provider.sign_in(address, subject))


def test_somebody_comes_in_with_the_roles_the_provider_names(lindeborg, turned_on):
    turned_on.knows("vera", name="Vera Kok", given_name="Vera", family_name="Kok", groups=["poli-verpleging"])

    browser, answer = come_in(turned_on, "vera")

    assert answer.headers["Location"] == "/org/lindeborg/"
    assert browser.get("/org/lindeborg/").status_code == 200
    with job_scope(lindeborg.id):
        member = Membership.objects.get(display_name="Vera Kok")
        assert member.roles == ["clinician"]
        assert [each.department_id for each in member.departments.all()] == [lindeborg.department.id]
    turned_on.knows("vera", name="Vera Kok", groups=["poli-balie", "elders"])
    come_in(turned_on, "vera")
    with job_scope(lindeborg.id):
        assert Membership.objects.get(id=member.id).roles == ["desk"]
        assert Membership.objects.filter(display_name="Vera Kok").count() == 1


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"email": "vera@lindeborg.example"}, "vera@lindeborg.example"),
        ({"email": "vera@lindeborg.example", "email_verified": False}, ""),
        ({"email": "geen adres"}, ""),
    ],
    ids=["named", "not-verified", "no-address"],
)
def test_notices_go_where_the_provider_says_that_somebody_reads(lindeborg, turned_on, claims, told):
    with job_scope(lindeborg.id):
        provider = Provider.objects.get()
    known = {"sub": "vera", "name": "Vera Kok", "groups": ["poli-balie"]}
    for _again in range(2):
        proof = protocol.Proof(known | claims, "")
        person_id = actions.come_in(organisation_id=lindeborg.id, provider=provider, proof=proof, source="")
    with job_scope(lindeborg.id):
        notify(template=Notice.Template.COPY_ASKED, to=to_person(person_id), key="once")
        spread(Notice.objects.get())
        addresses = Notice.objects.filter(channel="email").values_list("address", flat=True)
        assert list(addresses) == ([told] if told else [])


def test_what_the_browser_takes_along_is_kept_to_code_state_nonce_and_a_challenge(turned_on):
    asked = parse_qs(urlsplit(address_of(Client().get(DOOR).text)).query)

    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"][0].endswith("/werk/lindeborg/terug/")
    assert all(len(asked[name][0]) >= 40 for name in ("state", "nonce", "code_challenge"))


def test_a_claim_without_a_role_is_refused_with_a_sentence_and_lets_nobody_in(lindeborg, turned_on):
    turned_on.knows("kok", name="Kees Kok", groups=["keuken"])

    browser, answer = come_in(turned_on, "kok")

    assert answer.status_code == 409 and "heeft u hier geen rol gegeven" in answer.text
    assert browser.get("/org/lindeborg/").status_code == 302
    with job_scope(lindeborg.id):
        assert not WorkIdentity.objects.filter(subject="kok").exists()


def test_what_was_not_asked_for_by_this_browser_proves_nothing(lindeborg, turned_on):
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    mine, other = Client(), Client()
    back = turned_on.sign_in(address_of(other.get(DOOR).text), "vera")

    assert mine.get(back).status_code == 409  # nothing was asked here
    mine.get(DOOR)
    assert mine.get(back).status_code == 409  # another state
    assert other.get(back).status_code == 302
    assert other.get(back).status_code == 409  # once


def test_a_token_for_another_question_proves_nothing(lindeborg, turned_on):
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    first, second = Client(), Client()
    asked = parse_qs(urlsplit(address_of(second.get(DOOR).text)).query)
    back = turned_on.sign_in(address_of(first.get(DOOR).text), "vera")
    code = parse_qs(urlsplit(back).query)["code"][0]

    # The code of one with the state of the other: the nonce in the token is not theirs.
    answer = second.get("/werk/lindeborg/terug/", {"code": code, "state": asked["state"][0]})

    assert answer.status_code == 409 and "bewees niets" in answer.text


def test_who_is_gone_at_the_provider_is_out_at_once_and_may_come_back(lindeborg, turned_on):
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    browser, _answer = come_in(turned_on, "vera")
    assert look_again() == 0  # was asked a moment ago
    turned_on.lets_nobody_in_as("vera")
    with job_scope(lindeborg.id):
        WorkIdentity.objects.update(checked_at=timezone.now() - timedelta(minutes=2))

    assert look_again() == 1

    assert browser.get("/org/lindeborg/").status_code == 302
    with job_scope(lindeborg.id):
        assert Membership.objects.get(display_name="Vera Kok").ended_at is not None
    browser, _answer = come_in(turned_on, "vera")
    assert browser.get("/org/lindeborg/").status_code == 200


def test_who_is_still_there_stays_in_and_a_provider_that_is_silent_puts_nobody_out(lindeborg, turned_on):
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    browser, _answer = come_in(turned_on, "vera")
    for issuer in (turned_on.url, "http://localhost:9"):
        with job_scope(lindeborg.id):
            WorkIdentity.objects.update(checked_at=timezone.now() - timedelta(minutes=2))
            Provider.objects.update(issuer=issuer)
            WorkIdentity.objects.update(issuer=issuer)
        assert look_again() == 0
        assert browser.get("/org/lindeborg/").status_code == 200


def test_a_slow_provider_keeps_the_others_waiting_for_a_moment_only(lindeborg, turned_on, monkeypatch):
    for name in ("vera", "wim"):
        turned_on.knows(name, name=name, groups=["poli-verpleging"])
        come_in(turned_on, name)
    then = timezone.now() - timedelta(minutes=2)
    with job_scope(lindeborg.id):
        WorkIdentity.objects.update(checked_at=then)
    monkeypatch.setattr("single_sign_on.looking_again.ROUND", 0.0)

    for left in (1, 0):  # whom it did not come to has their turn in the next round
        look_again()
        with job_scope(lindeborg.id):
            assert WorkIdentity.objects.filter(checked_at=then).count() == left


def test_no_more_of_an_answer_is_read_than_a_token_takes(settings):
    with endless_answers() as port:
        client = protocol.Client(
            f"http://localhost:{port}", "beterdichtbij", "geheim", "http://localhost/terug/"
        )
        about = {"token_endpoint": f"http://localhost:{port}/token"}
        with pytest.raises(guarded.Unreachable) as refused:
            protocol._token(client, about, code="x", code_verifier="y" * 43, grant_type="authorization_code")
    assert isinstance(refused.value.__cause__, guarded.TooLarge)


@contextmanager
def endless_answers():
    """A provider whose token never ends."""

    class Teller(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(b'{"access_token": "')
                while True:
                    self.wfile.write(b"a" * 65536)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Teller)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def test_who_was_ended_here_does_not_come_back_that_way(lindeborg, ingrid, turned_on):
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    come_in(turned_on, "vera")
    with job_scope(lindeborg.id):
        member = Membership.objects.get(display_name="Vera Kok")
    cast.signed_in(ingrid.person).post(f"/org/lindeborg/medewerkers/{member.id}/einde/")

    _browser, answer = come_in(turned_on, "vera")

    assert answer.status_code == 409 and "beëindigd door een beheerder" in answer.text


@pytest.mark.parametrize("changed", ["issuer", "client_id"])
def test_another_provider_speaks_of_nobody_that_is_known(lindeborg, ingrid, turned_on, changed):
    admins = fields(lindeborg, turned_on) | {"role_names": "beheer = admin"}
    browser = cast.signed_in(ingrid.person)
    browser.post(SETTINGS, admins)
    turned_on.knows("vera", name="Vera Kok", groups=["beheer"])
    come_in(turned_on, "vera")
    other = {"issuer": turned_on.url.replace("localhost", "127.0.0.1"), "client_id": "another"}[changed]
    with job_scope(lindeborg.id):
        known = WorkIdentity.objects.get(subject="vera")
        WorkIdentity.objects.update(checked_at=timezone.now() - timedelta(minutes=2))
        Provider.objects.update(**{changed: other})
        provider = Provider.objects.get()
    assert look_again() == 0
    with job_scope(lindeborg.id):
        assert WorkIdentity.objects.get(id=known.id).refresh_sealed is None

    proof = protocol.Proof({"sub": "vera", "name": "Vera Kok", "groups": ["beheer"]}, "")
    person_id = actions.come_in(organisation_id=lindeborg.id, provider=provider, proof=proof, source="")

    with job_scope(lindeborg.id):
        new = Membership.objects.get(person=person_id)
        assert new.id != known.membership_id and new.roles == ["admin"]
        assert AccessLogEntry.objects.filter(event="staff.admin_began", object_id=new.id).count() == 1


def test_the_provider_is_changed_shortly_after_a_second_factor_only(lindeborg, ingrid, turned_on):
    browser = cast.signed_in(ingrid.person)
    session = SessionStore(browser.cookies["session"].value)
    session["verified_at"] = 0
    session.save()

    answer = browser.post(SETTINGS, fields(lindeborg, turned_on) | {"client_id": "another"})

    assert answer.headers["Location"].startswith("/inloggen/bevestigen/")
    assert "Bevestig eerst" in browser.get(SETTINGS).text
    with job_scope(lindeborg.id):
        assert Provider.objects.get().client_id == "beterdichtbij"


def test_an_account_of_a_provider_opens_nothing_else(lindeborg, waterkant, turned_on):
    turned_on.knows("vera", name="Vera Kok", groups=["poli-verpleging"])
    browser, _answer = come_in(turned_on, "vera")

    assert browser.get("/org/waterkant/").status_code == 404
    assert browser.get("/mijn/inloggen-met/app/").status_code == 409
    assert browser.post("/mijn/inloggen-met/passkey/").status_code == 403
    with job_scope(lindeborg.id):
        person_id = Membership.objects.get(display_name="Vera Kok").person_id
    with gate_scope(person_id):
        assert Person.objects.get(id=person_id).is_of_provider


def test_the_secret_is_sealed_and_never_shown(lindeborg, ingrid, turned_on):
    with job_scope(lindeborg.id):
        provider = Provider.objects.get()
        assert b"geheim" not in bytes(provider.secret_sealed) and provider.secret == "geheim"
    admin = cast.signed_in(ingrid.person)
    assert 'value="geheim"' not in admin.get(SETTINGS).text
    again = fields(lindeborg, turned_on) | {"secret": ""}
    assert admin.post(SETTINGS, again).status_code == 302  # the one that is there stays
    wrong = admin.post(SETTINGS, again | {"role_names": "poli = koning"})
    assert wrong.status_code == 422 and "Regel 1 is geen groep" in wrong.text
    nurse = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert nurse.get(SETTINGS).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "https://127.0.0.1:9", "https://user:pw@example.org", "ftp://x"],
    ids=str,
)
def test_nothing_inside_our_own_network_is_called(settings, address):
    settings.SINGLE_SIGN_ON_PRIVATE = False

    with pytest.raises(guarded.Unreachable):
        guarded.read_json(address)


def test_a_provider_on_loopback_is_refused_before_a_byte_is_sent(settings, provider):
    settings.SINGLE_SIGN_ON_PRIVATE = False

    with pytest.raises(OSError, match="inside our own network"):
        session = guarded.requests.Session()
        guarded.prepare(session)
        session.get(f"{provider.url}/", timeout=5)
