"""The pages of the product as a whole, for anybody."""

from __future__ import annotations

import json
import re

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import translation

from tests.cast import signed_in


@pytest.mark.parametrize("path", ["/", "/hulp/", "/offline/"])
def test_a_public_page_opens_without_a_session(client, db, path):
    response = client.get(path, headers={"accept-language": "nl"})

    assert response.status_code == 200
    assert 'lang="nl"' in response.content.decode()
    assert "sessionid" not in response.cookies


def test_the_front_page_leads_on(client, db):
    page = client.get("/").content.decode()

    assert 'href="/mijn/"' in page
    assert 'href="/org/"' in page


def test_the_post_box_is_named_in_the_demo_only(client, db):
    with override_settings(DEMO=True):
        assert "/demo/post/" in client.get("/").content.decode()
    with override_settings(DEMO=False):
        assert "/demo/post/" not in client.get("/").content.decode()


def test_a_wrong_address_gets_a_page_that_helps(client, db):
    response = client.get("/nergens/", headers={"accept-language": "nl"})

    assert response.status_code == 404
    assert "Naar de voorpagina" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html", "unavailable.html", "offline.html"])
def test_an_error_page_needs_no_request(name):
    with translation.override("nl"):
        page = render_to_string(name)

    assert "<h1>" in page
    assert "importmap" not in page


def test_a_size_of_text_is_kept_without_script(client, db):
    response = client.post("/tekstgrootte/", {"size": "a2", "next": "/hulp/"})

    assert response.url == "/hulp/"
    assert 'data-text-size="a2"' in client.get("/hulp/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_the_size_of_text_sends_nobody_elsewhere(client, db, elsewhere):
    assert client.post("/tekstgrootte/", {"size": "a", "next": elsewhere}).url == "/"


def test_the_size_of_text_follows_a_person_to_another_device(lindeborg):
    alice = lindeborg.patients["Alice"].person
    signed_in(alice).post("/tekstgrootte/", {"size": "a1", "next": "/mijn/hulp/"})

    page = signed_in(alice).get("/mijn/hulp/").content.decode()

    assert 'data-text-size="a1"' in page
    assert (
        'data-text-size="a"'
        in signed_in(lindeborg.patients["Bob"].person).get("/mijn/hulp/").content.decode()
    )


def test_an_unknown_size_is_not_kept(client, db):
    assert "text_size" not in client.post("/tekstgrootte/", {"size": "huge", "next": "/"}).cookies


def test_a_member_of_one_organisation_goes_straight_to_work(lindeborg):
    response = signed_in(lindeborg.staff["Marieke"].person).get("/org/")

    assert response.url == "/org/lindeborg/"


def test_a_patient_without_a_workplace_is_told_so(lindeborg):
    response = signed_in(lindeborg.patients["Alice"].person).get("/org/")

    assert response.status_code == 200
    assert "/org/lindeborg/" not in response.content.decode()


def test_the_manifest_has_icons_for_every_telephone(client, db):
    manifest = json.loads(client.get("/manifest.webmanifest").content)

    assert manifest["start_url"] == "/mijn/"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_the_service_worker_keeps_nothing_that_knows_who_asks(client, db):
    source = client.get("/service-worker.js").content.decode()
    shell = json.loads(re.search(r"const SHELL = (\[.*\])", source).group(1))

    assert "/offline/?taal=nl" in shell
    assert all(path == "/offline/?taal=nl" or path.startswith("/static/") for path in shell)


def test_an_address_of_the_service_worker_always_gives_the_same_worker(client, db):
    address = "/service-worker.js?taal=pl"

    polish = client.get(address, headers={"Accept-Language": "pl"}).content
    assert client.get(address, headers={"Accept-Language": "ar"}).content == polish
    assert client.get("/service-worker.js?taal=nl").content != polish
    assert client.get("/service-worker.js?taal=klingon").status_code == 200


def test_the_page_for_no_internet_speaks_the_language_of_its_address(client, db):
    page = client.get("/offline/?taal=ar", headers={"Accept-Language": "nl"}).content.decode()

    assert '<html lang="ar"' in page and 'dir="rtl"' in page


def test_the_policy_allows_nothing_inline(client, db):
    policy = client.get("/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert "require-trusted-types-for 'script'" in policy


def test_the_import_map_has_the_nonce_of_its_page(client, db):
    response = client.get("/")
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"]).group(1)

    assert f'<script type="importmap" nonce="{nonce}">' in response.content.decode()
