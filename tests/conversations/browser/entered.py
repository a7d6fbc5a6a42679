"""Browsers of people of the demo world, signed in by a session row, as sign-in itself is tested elsewhere."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from beterdichtbij.demo.sign_ins import email_of
from beterdichtbij.embedded.database import DATABASE
from people.sessions import key_hash
from tests.browser import WIDTHS
from tests.product import Product

SESSION = """
INSERT INTO people_session (key_hash, person_id, is_verified, data, label, created_at, seen_at,
  idle_limit, expires_at)
SELECT %s, person_id, true, '', 'test', now(), now(), interval '1 hour', %s
FROM people_credential WHERE email = %s
"""
Enter = Callable[..., BrowserContext]


def entrance(
    browser: Browser, product: Product, arguments: dict[str, Any]
) -> tuple[Enter, list[BrowserContext]]:
    """A function that opens a browser of somebody, and the list of those it opened."""
    opened: list[BrowserContext] = []

    def enter(key: str, width: str) -> BrowserContext:
        context = browser.new_context(**arguments | {"viewport": WIDTHS[width]})
        context.add_cookies([{"name": "session", "value": new_session(product, key), "url": product.url}])
        opened.append(context)
        return context

    return enter, opened


@contextlib.contextmanager
def rows(product: Product) -> Iterator[psycopg.Connection]:
    """The product's database, past row security: a test may look at and move what no person can."""
    with psycopg.connect(product.postgres().url(database=DATABASE), autocommit=True) as connection:
        yield connection


def new_session(product: Product, key: str) -> str:
    """A session of one of the demo world, past both factors."""
    session = secrets.token_urlsafe(32)
    with rows(product) as database:
        until = timezone.now() + timedelta(hours=1)
        database.execute(SESSION, [key_hash(session), until, email_of(key)])
    return session


def conversation_of(product: Product, patient_number: str) -> UUID:
    """The newest open conversation of a patient of the demo world."""
    query = """SELECT c.id FROM conversations_conversation c JOIN people_patient p ON p.id = c.patient_id
      WHERE p.number = %s AND c.closed_at IS NULL ORDER BY c.last_message_at DESC LIMIT 1"""
    with rows(product) as database:
        return database.execute(query, [patient_number]).fetchone()[0]


def written_by_patient(product: Product, conversation: UUID) -> int:
    """How many messages the patient's side has written."""
    query = "SELECT count(*) FROM conversations_message WHERE conversation_id = %s AND side = 'patient'"
    with rows(product) as database:
        return database.execute(query, [conversation]).fetchone()[0]


def write(page: Page, text: str) -> None:
    """Type a message and send it."""
    page.get_by_label("Uw bericht", exact=True).fill(text)
    page.get_by_role("button", name="Verstuur").click()
