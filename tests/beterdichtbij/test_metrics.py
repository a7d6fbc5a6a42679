"""Figures for Prometheus: for who has the token, about the clock and the web, about nobody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.carepaths.world import make_clinic
from tests.cast import signed_in

TOKEN = "a-token-of-these-tests"
WITH = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _token(settings):
    settings.METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = [
        "beterdichtbij.metrics.Before",
        *settings.MIDDLEWARE,
        "beterdichtbij.metrics.After",
    ]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer \u00e9"],
    ids=["none", "empty", "wrong", "other scheme", "strange"],
)
def test_without_the_token_nothing_is_there(db, header):
    assert Client().get("/metrics", HTTP_AUTHORIZATION=header).status_code == 404


def test_without_a_token_in_the_environment_nobody_gets_anything(db, settings):
    settings.METRICS_TOKEN = ""

    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_the_clock_tells_how_late_it_is_and_what_it_did(lindeborg):
    clinic = make_clinic(lindeborg)
    clinic.book(days=8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_tally(%s, %s)", [["done", "failed:Strange", "lost"], [3, 2, 1]])

    told = Client().get("/metrics", **WITH).content.decode()

    assert "beterdichtbij_due_steps_overdue 1.0" in told
    assert "beterdichtbij_due_steps_done_total 3.0" in told
    assert "beterdichtbij_due_step_leases_expired_total 1.0" in told
    assert 'beterdichtbij_due_step_failures_total{reason="Strange"} 2.0' in told


def test_requests_are_counted_by_page_and_never_by_person(lindeborg):
    alice = lindeborg.patients["Alice"]
    assert signed_in(alice.person).get("/mijn/").status_code == 200

    told = Client().get("/metrics", **WITH).content.decode()

    counted = [
        line for line in told.splitlines() if line.startswith("django_http_responses_total_by_status_view")
    ]
    assert any('status="200"' in line and 'method="GET"' in line for line in counted)
    for trace in (str(alice.id), str(alice.person_id), "Jansen", "lindeborg"):
        assert trace not in told
