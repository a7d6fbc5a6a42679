"""The health of the product, and what every answer carries."""

from __future__ import annotations

from django.test import Client


def test_a_healthy_product_says_so_without_a_session(db):
    answer = Client().get("/healthz")

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["ok"] is True
    assert set(told) == {"ok", "database", "clock", "due_steps", "notices", "files", "valkey"}


def test_without_valkey_it_is_not_healthy_and_says_why(db, settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"

    answer = Client().get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["valkey"] == {"ok": False}
    assert answer.json()["database"] == {"ok": True}


def test_a_weakness_can_be_told(db, settings):
    settings.SECURITY_CONTACT = "mailto:security@lindeborg.example"

    answer = Client().get("/.well-known/security.txt")

    assert answer["Content-Type"].startswith("text/plain")
    assert b"Contact: mailto:security@lindeborg.example" in answer.content
    assert b"Expires: " in answer.content
