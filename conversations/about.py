"""What stands beside and in a list, asked about one place in one trip to the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conversations import badges, lists
from conversations.labelling import ask_labels
from conversations.models import Label
from conversations.queues import Listing, Place
from rowsecurity.kept import Asked


@dataclass(frozen=True, slots=True)
class Told:
    """The page is there where the beginning of a queue was asked for."""

    place: Place
    labels: list[Label]
    counts: dict[str, Any]
    page: lists.Page | None


@dataclass(frozen=True, slots=True)
class About:
    """What was asked, within `rowsecurity.one_trip`."""

    labels: Asked[Label]
    counts: Callable[[], dict[str, Any]]
    page: Callable[[], lists.Page] | None

    def told(self, place: Place) -> Told:
        """The answers, after the trip. `place` is the one asked about, now that its department is known."""
        return Told(place, self.labels.rows(), self.counts(), self.page() if self.page else None)


def ask_about(place: Place, listing: Listing | None) -> About:
    """Ask for labels, numbers and, of a queue from its beginning, the list; of the department's id alone."""
    page = lists.ask_beginning(listing, place) if listing else None
    return About(ask_labels(place), badges.ask_counts(place), page)
