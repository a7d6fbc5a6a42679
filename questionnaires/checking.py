"""From what was typed or chosen to an answer, and whether a list may be sent. Sentences for patients."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.definition import Answers, Definition, Item, ItemType
from questionnaires.enabling import kept
from questionnaires.screens import screens
from questionnaires.values import Answer, Kind, Quantity
from questionnaires.wording import in_words

LONGEST = 4000
MOST_ANSWERS = 20
OTHER = "anders"
NUMBER = re.compile(r"[+-]?\d{1,12}([.,]\d{1,8})?")


class NotGood(Exception):
    """What was filled in cannot be the answer; carries a sentence for who filled it in."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """A question that must be looked at again before the list can be sent."""

    number: int
    question: str
    sentence: str


def typed(item: Item, form: QueryDict) -> tuple[Answer, ...]:
    """The answers of a form; empty when nothing was filled in. Raises `NotGood`."""
    found = _chosen(item, form) if item.options or item.type is ItemType.BOOLEAN else _written(item, form)
    answers = tuple(found)
    check(item, answers)
    return answers


def check(item: Item, answers: tuple[Answer, ...]) -> None:
    """Whether these may be the answers; raises `NotGood`."""
    if item.is_required and not answers:
        raise NotGood(_missing(item))
    if len(answers) > (MOST_ANSWERS if item.repeats else 1):
        raise NotGood(_("Give fewer answers."))
    for answer in answers:
        _check_one(item, answer)


def problems(definition: Definition, answers: Answers) -> list[Problem]:
    """What keeps a list from being sent; answers to questions that are not asked do not count."""
    counted = kept(definition, answers)
    found = []
    for screen in screens(definition, answers):
        try:
            check(screen.item, counted.get(screen.item.link_id, ()))
        except NotGood as bad:
            found.append(Problem(screen.number, screen.item.text, bad.sentence))
    return found


def _missing(item: Item) -> str:
    if item.options or item.type is ItemType.BOOLEAN:
        return _("Choose an answer. Without it this list cannot be sent.")
    return _("Fill in an answer. Without it this list cannot be sent.")


def _check_one(item: Item, answer: Answer) -> None:
    is_own = item.type is ItemType.OPEN_CHOICE and answer.kind is Kind.STRING
    if item.options and not is_own and not any(each.answer.is_equal(answer) for each in item.options):
        raise NotGood(_("Choose one of the answers."))
    limits = item.limits
    most = limits.max_length or LONGEST
    if isinstance(answer.value, str) and answer.kind is Kind.STRING and len(answer.value) > most:
        raise NotGood(_("This is too long: at most %(most)d characters.") % {"most": most})
    if limits.least and (order := answer.compare(limits.least)) is not None and order < 0:
        raise NotGood(_("This may not be less than %(least)s.") % {"least": in_words(limits.least)})
    if limits.most and (order := answer.compare(limits.most)) is not None and order > 0:
        raise NotGood(_("This may not be more than %(most)s.") % {"most": in_words(limits.most)})
    if limits.max_decimals is not None and _decimals(answer) > limits.max_decimals:
        sentence = _("Use at most %(most)d digits after the comma.")
        raise NotGood(sentence % {"most": limits.max_decimals})


def _decimals(answer: Answer) -> int:
    value = answer.value.value if isinstance(answer.value, Quantity) else answer.value
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _chosen(item: Item, form: QueryDict) -> list[Answer]:
    chosen = form.getlist("keuze")
    if item.type is ItemType.BOOLEAN:
        return [Answer(Kind.BOOLEAN, chosen[0] == "ja")] if chosen else []
    known = {str(place): option.answer for place, option in enumerate(item.options)}
    found = [known[each] for each in chosen if each in known]
    other = _clean(form.get(OTHER, ""))
    if item.type is ItemType.OPEN_CHOICE and other and (OTHER in chosen or not found):
        found.append(Answer(Kind.STRING, other))
    return found


def _written(item: Item, form: QueryDict) -> list[Answer]:
    values = [cleaned for each in form.getlist("antwoord") if (cleaned := _clean(each))]
    if item.type is ItemType.QUANTITY:
        return [Answer(Kind.QUANTITY, _quantity(item, each, form)) for each in values]
    return [READERS[item.type](each) for each in values]


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n")).strip()


def _integer(text: str) -> Answer:
    if not re.fullmatch(r"[+-]?\d{1,9}", text):
        raise NotGood(_("Fill in a whole number, with digits only."))
    return Answer(Kind.INTEGER, int(text))


def _decimal(text: str) -> Answer:
    return Answer(Kind.DECIMAL, _number(text))


def _number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise NotGood(_("Fill in a number, such as 37,5."))
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise NotGood(_("Fill in a number, such as 37,5.")) from None


def _quantity(item: Item, text: str, form: QueryDict) -> Quantity:
    unit = _clean(form.get("eenheid", ""))
    if not item.units:
        return Quantity(_number(text), unit[:40])
    known = {str(place): each for place, each in enumerate(item.units)}
    chosen = known.get(unit, item.units[0])
    return Quantity(_number(text), chosen.display or chosen.code, chosen.system, chosen.code)


def _date(text: str) -> Answer:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotGood(_("Fill in a day that exists.")) from None
    return Answer(Kind.DATE, day.isoformat())


def _date_time(text: str) -> Answer:
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        aware.astimezone(UTC)
    except (ValueError, OverflowError):  # also the first day of the year 1, which is nowhere else
        raise NotGood(_("Fill in a day and a time.")) from None
    return Answer(Kind.DATE_TIME, aware.isoformat(timespec="seconds"))


def _time(text: str) -> Answer:
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        raise NotGood(_("Fill in a time, such as 09:30.")) from None
    return Answer(Kind.TIME, clock.isoformat(timespec="seconds"))


def _text(text: str) -> Answer:
    return Answer(Kind.STRING, text)


READERS: dict[ItemType, Callable[[str], Answer]] = {
    ItemType.INTEGER: _integer,
    ItemType.DECIMAL: _decimal,
    ItemType.DATE: _date,
    ItemType.DATE_TIME: _date_time,
    ItemType.TIME: _time,
    ItemType.STRING: _text,
    ItemType.TEXT: _text,
    ItemType.OPEN_CHOICE: _text,
}
