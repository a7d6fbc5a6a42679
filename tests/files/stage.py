"""Adding files over HTTP, as the browser does it, and having them looked at by the real worker code."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.test import Client

from conversations.models import Conversation
from files.checking import check_due
from files.models import StoredFile
from rowsecurity.scopes import job_scope
from tests.cast import House, signed_in
from tests.conversations.stage import asked


@dataclass
class Adding:
    """One person with one conversation open."""

    house: House
    conversation: Conversation
    browser: Client
    team: bool = False

    @property
    def api(self) -> str:
        place = f"org/{self.house.organisation.slug}/" if self.team else ""
        return f"/api/v1/{place}conversations/{self.conversation.id}/files/"

    @property
    def page(self) -> str:
        place = f"org/{self.house.organisation.slug}" if self.team else "mijn"
        return f"/{place}/gesprekken/{self.conversation.id}/"

    def upload(self, content: bytes, name: str = "foto.jpg", client_id: str = "") -> Any:
        headers = {"X-File-Name": quote(name), "X-Client-Id": client_id or str(uuid4())}
        return self.browser.post(self.api, content, content_type="application/octet-stream", headers=headers)

    def add(self, content: bytes, name: str = "foto.jpg") -> dict[str, Any]:
        """Upload, have it looked at, and return what the browser is told then."""
        answer = self.upload(content, name)
        assert answer.status_code == 201, answer.content
        check_due()
        return self.browser.get(f"{self.api}{answer.json()['id']}/").json()

    def send(self, *files: str, text: str = "", **more: Any) -> Any:
        values = {"client_id": str(uuid4()), "text": text, "files": list(files), **more}
        address = f"{self.page}antwoord/" if self.team else self.page
        return self.browser.post(address, values | ({"seen": 99} if self.team else {}))


def adding(house: House, name: str = "Alice", conversation: Conversation | None = None) -> Adding:
    """This patient in a conversation of their own."""
    own = conversation or asked(house, name)
    return Adding(house, own, signed_in(house.patients[name].person))


def at_work(house: House, conversation: Conversation, name: str = "Marieke") -> Adding:
    return Adding(house, conversation, signed_in(house.staff[name].person), team=True)


def streamed(answer: Any) -> bytes:
    """All that an answer streams."""

    async def gather() -> bytes:
        return b"".join([piece async for piece in answer.streaming_content])

    return asyncio.run(gather())


def stored(house: House) -> list[StoredFile]:
    with job_scope(house.id):
        return list(StoredFile.objects.order_by("created_at"))
