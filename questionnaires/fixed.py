"""The fixed answers of a list: what a care path can start on, or make a step depend on."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.definition import Item, ItemType
from questionnaires.fhir.parsing import parse
from questionnaires.models import QuestionnaireEdition
from questionnaires.values import Answer, Coding, Kind
from questionnaires.wording import in_words


@dataclass(frozen=True, slots=True)
class FixedAnswer:
    """One answer to one question: `item` is its linkId and `code` how the answer is known; see `code_of`."""

    item: str
    code: str
    words: str


def fixed_answers(edition: QuestionnaireEdition) -> list[FixedAnswer]:
    """Every option, and yes and no, in the order of the list."""
    definition = parse(edition.content)
    asked = [item for item in definition.walk() if item.is_asked]
    return [
        FixedAnswer(item.link_id, code_of(answer), f"{item.text} — {in_words(answer)}")
        for item in asked
        for answer in options_of(item)
    ]


def options_of(item: Item) -> list[Answer]:
    """What there is to choose from."""
    if item.type is ItemType.BOOLEAN:
        return [Answer(Kind.BOOLEAN, True), Answer(Kind.BOOLEAN, False)]
    return [option.answer for option in item.options]


def code_of(answer: Answer) -> str:
    """How an answer is known where it is named: by its code, as true or false, or by what it is.

    What has no code of its own names its type, so that a text is never taken for the code of another option.
    """
    value = answer.value
    if isinstance(value, Coding):
        return value.code
    return str(value).lower() if isinstance(value, bool) else f"{answer.kind}:{value}"
