"""What happened to a conversation in the team, as it is kept (JSON in a sealed note) and as it is read."""

from __future__ import annotations

import json

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class Happening(models.TextChoices):
    TAKEN = "taken", gettext_noop("%(who)s took this conversation.")
    RELEASED = "released", gettext_noop("%(who)s gave this conversation back to the queue.")
    ASSIGNED = "assigned", gettext_noop("%(who)s assigned this conversation to %(to)s.")
    FORWARDED = "forwarded", gettext_noop("%(who)s forwarded this conversation from %(from)s to %(to)s.")
    CLOSED = "closed", gettext_noop("%(who)s closed this conversation.")
    NO_ANSWER = "no_answer", gettext_noop("%(who)s saw that this needs no answer.")
    HANDED_OVER = "handed_over", gettext_noop("%(from)s is away; this conversation went to %(to)s.")
    TAKEN_BACK = "taken_back", gettext_noop("%(from)s is back and has this conversation again.")
    MERGED = "merged", gettext_noop("%(who)s put the conversation “%(from)s” together with “%(to)s”.")
    PARTED = "parted", gettext_noop("%(who)s separated the conversation “%(from)s” from “%(to)s” again.")
    REOPENED = "reopened", gettext_noop("%(who)s reopened this conversation.")


def keep(happening: Happening, names: dict[str, str]) -> str:
    """The body of the note that keeps it."""
    return json.dumps({"what": happening.value, **names}, ensure_ascii=False)


def sentence(body: str, *, who: str) -> str:
    """Read it back, in the language of the reader."""
    names = {"from": "", "to": "", **json.loads(body), "who": who}
    return _(Happening(names["what"]).label) % names
