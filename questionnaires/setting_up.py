"""What the pages for setting lists up show: a preview, what a rule can be about, and rules in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import Condition, Definition, Item, ItemType
from questionnaires.models import AnswerRule
from questionnaires.screens import Screen, all_screens
from questionnaires.shown import Field, field_of
from questionnaires.values import Answer, Kind, of_fhir
from questionnaires.wording import in_words, number


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a rule can be about: a fixed answer, or a score."""

    key: str
    words: str
    operator: str
    link_id: str = ""
    answer: Answer | None = None
    score: str = ""

    def about(self, bound: Decimal | None) -> dict[str, Any]:
        """The fields of a rule."""
        value: Any = self.answer.to_fhir() if self.answer else float(bound or 0)
        return {
            "link_id": self.link_id,
            "score": self.score,
            "operator": self.operator,
            "value": value,
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """A question as the patient sees it, and when it is asked."""

    screen: Screen
    field: Field
    when: str


def matters(definition: Definition) -> list[Matter]:
    """What can be chosen: each fixed answer of each question, and each score from or up to a value."""
    found = [each for item in definition.walk() if item.is_asked for each in _fixed(item)]
    for place, rule in enumerate(definition.scores):
        for operator, words in ((">=", _("%(score)s is at least …")), ("<=", _("%(score)s is at most …"))):
            key = f"score-{place}-{operator}"
            found.append(Matter(key, words % {"score": rule.name}, operator, score=rule.name))
    return found


def _fixed(item: Item) -> Iterator[Matter]:
    options = [option.answer for option in item.options]
    if item.type is ItemType.BOOLEAN:
        options = [Answer(Kind.BOOLEAN, True), Answer(Kind.BOOLEAN, False)]
    for place, answer in enumerate(options):
        words = f"{item.text} — {in_words(answer)}"
        yield Matter(f"{item.link_id}-{place}", words, "=", link_id=item.link_id, answer=answer)


def in_a_sentence(rule: AnswerRule, definition: Definition) -> str:
    """What a rule is about: "How bad is it? — Severe"."""
    if rule.score:
        words = (
            _("%(score)s is at least %(value)s")
            if rule.operator == ">="
            else _("%(score)s is at most %(value)s")
        )
        return words % {"score": rule.score, "value": number(Decimal(str(rule.value)))}
    item, answer = definition.find(rule.link_id), of_fhir(rule.value)
    asked = item.text if item else rule.link_id
    return f"{asked} — {in_words(answer)}" if answer else asked


def preview(definition: Definition) -> list[Preview]:
    """Every question with nothing filled in but what the list fills in."""
    initial = {item.link_id: item.initial for item in definition.walk() if item.initial}
    names = {item.link_id: item.text for item in definition.walk()}
    texts = {item.link_id: item.text for item in definition.walk()}
    found = all_screens(definition)
    return [
        Preview(_named(screen, texts, len(found)), field_of(screen.item, initial), _when(screen.item, names))
        for screen in found
    ]


def _named(screen: Screen, texts: dict[str, str], total: int) -> Screen:
    """With the texts above it themselves, where a screen has their ids until it is known what is shown."""
    shown = tuple(texts[each] for each in screen.texts)
    return Screen(screen.item, screen.number, screen.headings, shown, screen.number, total)


def _when(item: Item, names: dict[str, str]) -> str:
    """Its own conditions in words; those of the group around it stand with the group."""
    joiner = f" {_('or')} " if item.is_any else f" {_('and')} "
    return joiner.join(_in_words(condition, names) for condition in item.conditions)


def _in_words(condition: Condition, names: dict[str, str]) -> str:
    asked = names[condition.question]
    if condition.operator == "exists":
        words = (
            _("“%(question)s” is answered") if condition.answer.value else _("“%(question)s” is not answered")
        )
        return words % {"question": asked}
    sign = {"=": _("is"), "!=": _("is not")}.get(condition.operator, condition.operator)
    return _("“%(question)s” %(sign)s %(answer)s") % {
        "question": asked,
        "sign": sign,
        "answer": in_words(condition.answer),
    }
