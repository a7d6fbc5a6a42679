"""Somebody with an account, and the post that goes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from notifications import demo_post
from notifications.delivery import deliver_due
from people.actions.accounts import NewAccount, create_account
from people.models import Person
from rowsecurity.scopes import gate_scope
from tests import cast

PASSWORD = "een lange zin met paarden"


@pytest.fixture(autouse=True)
def _light_hashing(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["tests.people.hashers.LightArgon2"]


@pytest.fixture(autouse=True)
def post(tmp_path: Path, settings: object) -> Iterator[Post]:
    """The post of the demo world, in a folder of its own."""
    settings.DATA_DIR = tmp_path
    settings.DEMO = True
    settings.SMS_URL = "demopost://{to}?reference={reference}"
    settings.EMAIL_BACKEND = "notifications.demo_post.EmailBackend"
    yield Post()


class Post:
    """What arrived."""

    def deliver(self) -> list[demo_post.Piece]:
        """Send what is due, and return everything that was sent, newest first."""
        deliver_due()
        return demo_post.newest()

    def link(self) -> str:
        """The path of the newest link by e-mail."""
        body = next(piece.body for piece in self.deliver() if piece.channel == "email")
        start = body.index(settings.PUBLIC_URL) + len(settings.PUBLIC_URL)
        return body[start:].split()[0]

    def code(self) -> str:
        """The newest code by text message."""
        body = next(piece.body for piece in self.deliver() if piece.channel == "sms")
        return body.split()[0]


def make_account(name: str, *, mobile: str = "+31612345678") -> Person:
    """A person who can sign in with PASSWORD."""
    account = NewAccount(name, "Jansen", f"{name.lower()}@example.org", PASSWORD, mobile)
    person_id = cast.uuid4()
    with gate_scope(person_id):
        return create_account(person_id=person_id, account=account)
