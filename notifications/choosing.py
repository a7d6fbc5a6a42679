"""Which ways a notice takes to its person: their wish, as far as it can reach them. No input or output."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from notifications.models import Means, Notice, NoticeWish, by_email

# The kind of wish that each template of a notice asks.
WISH_OF = {
    Notice.Template.NEW_MESSAGE: "new_message",
    Notice.Template.VISIT: "visit",
    Notice.Template.MUST_READ: "must_read",
}
LAST_RESORT = (Means.EMAIL, Means.PUSH, Means.SMS)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a person can be reached now."""

    email: str = ""
    mobile: str = ""
    has_push: bool = False

    @property
    def means(self) -> set[Means]:
        """The ways that lead to them at all."""
        known = {Means.EMAIL: self.email, Means.SMS: self.mobile, Means.PUSH: self.has_push}
        return {means for means, there in known.items() if there}


def choose(*, template: str, wish: NoticeWish, reach: Reach) -> list[Means]:
    """The ways to take. Where no wished one leads anywhere another does: something always arrives."""
    if template == Notice.Template.WORK:
        return [Means.PUSH] if wish.work and reach.has_push else []
    wished = wished_means(template, wish)
    ways = [means for means in Means if means in wished and means in reach.means]
    return ways or [means for means in LAST_RESORT if means in reach.means][:1]


def wished_means(template: str, wish: NoticeWish) -> Collection[str]:
    """What this person ticked for this kind of notice; an e-mail for what nobody ticks."""
    kind = WISH_OF.get(Notice.Template(template))
    means: list[str] = getattr(wish, kind) if kind else by_email()
    return means
