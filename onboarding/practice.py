"""A conversation to practise with: a made-up team answers by rule. Nothing of it is kept anywhere.

What was said travels with the page itself, so that it is gone with the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from conversations.timeline import Entry

MOST_SAID = 20
LONGEST = 1000


def entries(said: Sequence[str], now: datetime) -> list[Entry]:
    """The conversation as the patient's side sees it, after these messages."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [Entry(id="day", kind="day", at=midnight), _of_team(0, _welcome(), now)]
    for number, text in enumerate(said, 1):
        lines.append(
            Entry(
                id=f"message-own-{number}",
                kind="text",
                at=now,
                text=text,
                number=2 * number,
                is_own=True,
                is_read=True,
                read_at=now if number == len(said) else None,
            )
        )
        lines.append(_of_team(number, answer(text, number), now))
    return lines


def answer(text: str, number: int) -> str:
    """What the made-up team says to the message with this number."""
    words = text.lower()
    if any(word in words for word in ("112", "spoed", "urgent")):
        return _("Is it urgent? Then do not write, but call. Here nobody reads along: this is practice.")
    if number == 1:
        return _(
            "Well done, your message has arrived! In a real conversation your care team reads it, and answers"
            " within a few working days. Under your message you see that it was read. Write one more."
        )
    if number == 2:
        return _(
            "This is how it goes on: you write, we write back. You can stop and come back"
            " later; nothing is lost"
            " in a real conversation."
        )
    return _("You can do it. Go to your own messages when you want to begin for real.")


def _welcome() -> str:
    return _(
        "Hello! We are the practice team. We are not real, and nobody reads what you"
        " write here. Type something in"
        " the box below, for example: when is my appointment? Then press Send."
    )


def _of_team(number: int, text: str, now: datetime) -> Entry:
    label = _("Practice team")
    return Entry(
        id=f"message-team-{number}", kind="text", at=now, label=label, text=text, number=2 * number + 1
    )
