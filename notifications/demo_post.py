"""The post of the demo world: what would go out is written to a folder, and read on a page of the product."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """One e-mail or text message."""

    channel: str
    to: str
    subject: str
    body: str
    at: str

    @property
    def sent_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


class EmailBackend(BaseEmailBackend):
    """Django's mail, into the folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            reference = str(message.extra_headers.get("Message-ID", "")).strip("<>").partition("@")[0]
            write("email", message.to[0], str(message.subject), str(message.body), reference)
        return len(email_messages)


@lru_cache(maxsize=1)
def register_scheme() -> None:
    """Teach Apprise `demopost://number?reference=…`: a text message, into the folder."""
    # Here and not above: Apprise reads a hundred modules the first time.
    from apprise.decorators import notify

    @notify(on="demopost", name="The post of the demo world")
    def text_message(body: str, title: str, *args: Any, meta: dict[str, Any], **kwargs: Any) -> bool:
        write("sms", f"+{meta['host']}", "", body, str(meta["qsd"].get("reference", "")))
        return True


def write(channel: str, to: str, subject: str, body: str, reference: str) -> None:
    """Add one piece; the same reference again is the same piece."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    if reference and any(folder.glob(f"*-{reference}.json")):
        return
    now = timezone.now()
    piece = Piece(channel, to, subject, body, now.isoformat())
    path = folder / f"{now:%Y%m%dT%H%M%S%f}-{reference}.json"
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(asdict(piece)))
    beside.replace(path)


def newest() -> list[Piece]:
    """What was sent last, newest first."""
    paths = sorted(_folder().glob("*.json"), reverse=True)[:SHOWN]
    return [Piece(**json.loads(path.read_text())) for path in paths]


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "post"
