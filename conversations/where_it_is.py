"""Where a question is: one rule, and the words for it that patient, relative and team all read.

The patient's side hears by function who has it (the front desk, the nurse), and no more of the team's inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tenants.roles import Role
from tenants.wording import moment_in_words


class State(Enum):
    RECEIVED = "received"
    WITH_TEAM = "with"
    WAITING_FOR_YOU = "you"
    ANSWERED = "answered"
    CLOSED = "closed"
    TOLD = "told"  # the platform or the team told something; nothing was asked


# The step of the bar on which each stands; what was only told has none.
STEPS = {
    State.RECEIVED: 1,
    State.WITH_TEAM: 2,
    State.WAITING_FOR_YOU: 3,
    State.ANSWERED: 3,
    State.CLOSED: 4,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule looks at: the head, what is still asked of the patient, and who spoke last."""

    now: datetime
    waiting_since: datetime | None = None
    answer_due_at: datetime | None = None
    closed_at: datetime | None = None
    reopen_until: datetime | None = None
    team_read_at: datetime | None = None
    held_by_role: str = ""
    held_by_title: str = ""
    is_asked: bool = False
    asked_by: date | None = None
    last_side: str = ""
    # The patient's side never wrote: what the team said last answers nothing.
    is_unasked: bool = False
    # Of whom something is asked, when a relative reads it.
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the bar; `state` is done, now or later."""

    label: str
    state: str


def state_of(facts: Facts) -> State:
    """The rule."""
    if facts.closed_at:
        return State.CLOSED
    if facts.waiting_since:
        seen = facts.team_read_at is not None and facts.team_read_at >= facts.waiting_since
        return State.WITH_TEAM if facts.held_by_role or seen else State.RECEIVED
    if facts.is_asked:
        return State.WAITING_FOR_YOU
    return State.TOLD if facts.last_side == "system" or facts.is_unasked else State.ANSWERED


def last_day(reopen_until: datetime) -> date:
    """The last day on which a closed conversation can be asked on in."""
    return timezone.localtime(reopen_until - timedelta(seconds=1)).date()


def end_of_last_day(closed_at: datetime, days: int) -> datetime:
    """Midnight after the day that is so many days later: a patient is told a day, and has all of it."""
    day = timezone.localtime(closed_at).date() + timedelta(days=days + 1)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


@dataclass(frozen=True, slots=True)
class Where:
    """The state in words, with the one thing that is promised with it."""

    facts: Facts
    state: State

    @property
    def words(self) -> str:
        """Two or three words: "With the nurse"."""
        return {
            State.RECEIVED: _("Received"),
            State.WITH_TEAM: self._holder(),
            State.WAITING_FOR_YOU: self._waiting(),
            State.ANSWERED: _("Answered"),
            State.CLOSED: _("Closed"),
            State.TOLD: self._told(),
        }[self.state]

    @property
    def promise(self) -> str:
        """The one promised thing, short, for a line of a list; empty when nothing is promised."""
        facts = self.facts
        if facts.closed_at:
            return _("ask on until %(day)s") % {"day": self.last_day} if self.may_ask_on else ""
        if facts.waiting_since and facts.answer_due_at:
            if facts.answer_due_at < facts.now:
                return _("the answer is late")
            return _("answer by %(moment)s") % {"moment": moment_in_words(facts.answer_due_at)}
        if self.state is State.WAITING_FOR_YOU and facts.asked_by:
            return _("before %(day)s") % {"day": _day(facts.asked_by)}
        return ""

    @property
    def sentence(self) -> str:
        """The same as a whole sentence, above the conversation."""
        facts = self.facts
        if facts.closed_at:
            return self._after_closing()
        if facts.waiting_since:
            return self._answer_promised()
        if self.state is State.WAITING_FOR_YOU:
            if facts.asked_by:
                return _("Your care team asks something. Please answer before %(day)s.") % {
                    "day": _day(facts.asked_by)
                }
            return _("Your care team asks something. Please answer below.")
        return _("For questions that are not urgent. Urgent? Call your GP. Life in danger? Call 112.")

    @property
    def may_ask_on(self) -> bool:
        """Whether writing opens the closed conversation again."""
        until = self.facts.reopen_until
        return self.facts.closed_at is not None and (until is None or until >= self.facts.now)

    @property
    def last_day(self) -> str:
        """The last day for asking on, in words; empty when there is none."""
        return _day(last_day(self.facts.reopen_until)) if self.facts.reopen_until else ""

    @property
    def steps(self) -> list[Step]:
        """The bar; empty for what was only told."""
        now = STEPS.get(self.state)
        if now is None:
            return []
        third = self._waiting() if self.state is State.WAITING_FOR_YOU else _("Answered")
        labels = [_("Received"), _("With the team"), third, _("Closed")]
        states = ["done"] * (now - 1) + ["now"] + ["later"] * (len(labels) - now)
        return [Step(label, state) for label, state in zip(labels, states, strict=True)]

    @property
    def is_on_the_bar(self) -> bool:
        """Whether the words stand on the bar already."""
        return any(step.label == self.words for step in self.steps)

    def _holder(self) -> str:
        if self.facts.held_by_role == Role.DESK:
            return _("With the front desk")
        if self.facts.held_by_role == Role.CLINICIAN and self.facts.held_by_title:
            return _("With the %(function)s") % {"function": in_a_sentence(self.facts.held_by_title)}
        return _("With the team")

    def _told(self) -> str:
        return _("For you to read") if self.facts.last_side == "system" else _("Message from your care team")

    def _waiting(self) -> str:
        if self.facts.other_name:
            return _("Waiting for %(name)s") % {"name": self.facts.other_name}
        return _("Waiting for you")

    def _answer_promised(self) -> str:
        due = self.facts.answer_due_at
        if due is None:
            return _("Your question has arrived with the team.")
        values = {"moment": moment_in_words(due)}
        if due < self.facts.now:
            return _("You were promised an answer by %(moment)s. It is late; the team sees that.") % values
        return _("You will get an answer by %(moment)s at the latest.") % values

    def _after_closing(self) -> str:
        if not self.may_ask_on:
            return _("This conversation is closed. You can ask a new question.")
        if not self.last_day:
            return _("This conversation is closed. You can ask on by writing here.")
        return _("This conversation is closed. You can ask on here until the end of %(day)s.") % {
            "day": self.last_day
        }


def where(facts: Facts) -> Where:
    """Where a question is, from its facts."""
    return Where(facts, state_of(facts))


def in_a_sentence(title: str) -> str:
    """A job title inside a sentence: "Reumatoloog" becomes "reumatoloog", "AIOS" stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _day(day: date) -> str:
    this_year = day.year == timezone.localdate().year
    return date_format(day, "l j E" if this_year else "l j E Y")
