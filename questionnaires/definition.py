"""A list as it can be asked: items in their order, in one language. Made by `fhir/parsing.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from questionnaires.values import Answer, Coding, Kind


class ItemType(StrEnum):
    """The types of FHIR R4 that are asked here; another is refused when a list is imported."""

    GROUP = "group"
    DISPLAY = "display"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    DATE_TIME = "dateTime"
    TIME = "time"
    STRING = "string"
    TEXT = "text"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    QUANTITY = "quantity"


# What an answer to each is, when it is not one of its options.
KINDS = {
    ItemType.BOOLEAN: Kind.BOOLEAN,
    ItemType.DECIMAL: Kind.DECIMAL,
    ItemType.INTEGER: Kind.INTEGER,
    ItemType.DATE: Kind.DATE,
    ItemType.DATE_TIME: Kind.DATE_TIME,
    ItemType.TIME: Kind.TIME,
    ItemType.STRING: Kind.STRING,
    ItemType.TEXT: Kind.STRING,
    ItemType.CHOICE: Kind.CODING,
    ItemType.OPEN_CHOICE: Kind.CODING,
    ItemType.QUANTITY: Kind.QUANTITY,
}
NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY)


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from; `weight` counts in a score."""

    answer: Answer
    label: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One enableWhen: the answer to `question` compared with `answer`."""

    question: str
    operator: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which an answer lies, and how long it may be."""

    least: Answer | None = None
    most: Answer | None = None
    max_length: int | None = None
    max_decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A group, a text or a question, with what stands under it."""

    link_id: str
    type: ItemType
    text: str
    prefix: str = ""
    is_required: bool = False
    repeats: bool = False
    is_read_only: bool = False
    is_hidden: bool = False
    limits: Limits = field(default_factory=Limits)
    options: tuple[Option, ...] = ()
    units: tuple[Coding, ...] = ()
    initial: tuple[Answer, ...] = ()
    conditions: tuple[Condition, ...] = ()
    is_any: bool = False  # one condition is enough
    items: tuple[Item, ...] = ()

    @property
    def is_question(self) -> bool:
        return self.type not in (ItemType.GROUP, ItemType.DISPLAY)

    @property
    def is_asked(self) -> bool:
        """Whether somebody is asked to answer it."""
        return self.is_question and not self.is_read_only and not self.is_hidden

    def walk(self) -> Iterator[Item]:
        """It and all that stands under it, in order."""
        yield self
        for each in self.items:
            yield from each.walk()


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """How a score is worked out; `of` names questions and groups, empty for every question with weights."""

    name: str
    formula: str  # sum or mean
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole list."""

    url: str
    version: str
    title: str
    description: str
    items: tuple[Item, ...]
    scores: tuple[ScoreRule, ...] = ()

    def walk(self) -> Iterator[Item]:
        """Every item, in order."""
        for each in self.items:
            yield from each.walk()

    def find(self, link_id: str) -> Item | None:
        """The item with this id."""
        return next((each for each in self.walk() if each.link_id == link_id), None)


# What was answered, by linkId; a question without an answer is not in it.
Answers = dict[str, tuple[Answer, ...]]
