"""What the pages for setting lists up show: a preview, what a rule can be about, and rules in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import NUMBERS, Condition, Definition, Item, ItemType
from questionnaires.fixed import options_of
from questionnaires.models import AnswerRule
from questionnaires.screens import Screen, all_screens
from questionnaires.shown import Field, field_of
from questionnaires.values import Answer, Coding, Kind, Quantity, of_fhir
from questionnaires.wording import in_words, number


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a rule can be about: a fixed answer, a number, or a score."""

    key: str
    words: str
    operator: str
    link_id: str = ""
    answer: Answer | None = None
    score: str = ""
    unit: Coding | None = None

    @property
    def needs_bound(self) -> bool:
        """Whether somebody says from which value on."""
        return self.answer is None

    def about(self, bound: Decimal | None) -> dict[str, Any]:
        """The fields of a rule."""
        return {
            "link_id": self.link_id,
            "score": self.score,
            "operator": self.operator,
            "value": self._value(bound or Decimal(0)),
        }

    def _value(self, bound: Decimal) -> Any:
        if self.answer:
            return self.answer.to_fhir()
        if self.score:
            return float(bound)
        if self.unit is None:
            return Answer(Kind.DECIMAL, bound).to_fhir()
        unit = self.unit
        measured = Quantity(bound, unit.display or unit.code, unit.system, unit.code)
        return Answer(Kind.QUANTITY, measured).to_fhir()


@dataclass(frozen=True, slots=True)
class Preview:
    """A question as the patient sees it, and when it is asked."""

    screen: Screen
    field: Field
    when: str


def matters(definition: Definition) -> list[Matter]:
    """What can be chosen: each fixed answer, or not that one; each number and score from or up to a value."""
    asked = [item for item in definition.walk() if item.is_asked]
    found = [each for item in asked for each in (*_fixed(item), *_numbers(item))]
    for place, rule in enumerate(definition.scores):
        for operator, words in _bounds():
            key = f"score-{place}-{operator}"
            found.append(Matter(key, words % {"score": rule.name}, operator, score=rule.name))
    return found


def _bounds() -> tuple[tuple[str, str], ...]:
    return ((">=", _("%(score)s is at least …")), ("<=", _("%(score)s is at most …")))


def _fixed(item: Item) -> Iterator[Matter]:
    for place, answer in enumerate(options_of(item)):
        words = f"{item.text} — {in_words(answer)}"
        yield Matter(f"{item.link_id}-{place}", words, "=", link_id=item.link_id, answer=answer)
    for place, answer in enumerate(options_of(item) if len(item.options) > 2 else []):
        words = _("%(question)s — not %(answer)s") % {"question": item.text, "answer": in_words(answer)}
        yield Matter(f"{item.link_id}-not-{place}", words, "!=", link_id=item.link_id, answer=answer)


def _numbers(item: Item) -> Iterator[Matter]:
    """A number, in each unit that it can be given in."""
    if item.type not in NUMBERS or item.options:
        return
    units: tuple[Coding | None, ...] = item.units if item.type is ItemType.QUANTITY else (None,)
    for place, unit in enumerate(units or (Coding(""),)):
        named = f"{item.text} ({unit.display or unit.code})" if unit and unit.code else item.text
        for operator, words in _bounds():
            key = f"{item.link_id}-{place}-{operator}"
            yield Matter(key, words % {"score": named}, operator, link_id=item.link_id, unit=unit)


def in_a_sentence(rule: AnswerRule, definition: Definition) -> str:
    """What a rule is about: "How bad is it? — Severe"."""
    if rule.score:
        return _bounded(rule.operator, rule.score, number(Decimal(str(rule.value))))
    item, answer = definition.find(rule.link_id), of_fhir(rule.value)
    asked = item.text if item else rule.link_id
    if answer is None:
        return asked
    if rule.operator == AnswerRule.Operator.NOT_EQUAL:
        return _("%(question)s — not %(answer)s") % {"question": asked, "answer": in_words(answer)}
    if rule.operator == AnswerRule.Operator.EQUAL:
        return f"{asked} — {in_words(answer)}"
    return _bounded(rule.operator, asked, in_words(answer))


def _bounded(operator: str, name: str, value: str) -> str:
    words = _("%(score)s is at least %(value)s") if operator == ">=" else _("%(score)s is at most %(value)s")
    return words % {"score": name, "value": value}


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
