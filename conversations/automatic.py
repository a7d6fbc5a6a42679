"""What the platform answers outside opening hours: when the team is there, and by when it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tenants.promise import answer_by, is_open
from tenants.timetable import Desk
from tenants.wording import hours_in_words, moment_in_words


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a patient who starts waiting now may expect. Without opening hours: nothing."""

    answer_due_at: datetime | None
    reply: str


def expectation(desk: Desk, at: datetime) -> Expectation:
    """Work out the promise once, and the automatic reply if the department is closed."""
    due = answer_by(desk.timetable, at)
    if due is None or is_open(desk.timetable, at):
        return Expectation(due, "")
    return Expectation(due, _reply(desk, due))


def _reply(desk: Desk, due: datetime) -> str:
    words = {"hours": hours_in_words(desk.timetable), "by": moment_in_words(due)}
    sentences = [
        _("Your message has arrived. We are closed now."),
        _("We are open %(hours)s.") % words,
        _("You will get an answer by %(by)s at the latest.") % words,
        _("Can it not wait? Then call us. In an emergency call 112."),
    ]
    sentences[1:1] = [desk.closed_text] if desk.closed_text else []
    return " ".join(sentences)
