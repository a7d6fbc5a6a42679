"""What one can choose from, in which units, and what is filled in beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import KINDS, Item, ItemType, Option
from questionnaires.fhir import extensions as ext
from questionnaires.fhir.unfit import Unfit
from questionnaires.values import Answer, Coding, Kind, of_fhir

MOST_OPTIONS = 300
MOST_INITIAL = 20
Element = Mapping[str, Any]
WITH_OPTIONS = {
    ItemType.CHOICE: {Kind.CODING, Kind.STRING, Kind.INTEGER, Kind.DATE, Kind.TIME},
    ItemType.OPEN_CHOICE: {Kind.CODING, Kind.STRING, Kind.INTEGER, Kind.DATE, Kind.TIME},
    ItemType.INTEGER: {Kind.INTEGER},
    ItemType.DATE: {Kind.DATE},
    ItemType.TIME: {Kind.TIME},
    ItemType.STRING: {Kind.STRING},
}


def options_of(
    element: Element, path: str, language: str, root: Element, kind: ItemType
) -> tuple[Option, ...]:
    """The answers to choose from: named in the item, or in a ValueSet inside the list."""
    named = element.get("answerOption") or []
    if (named or element.get("answerValueSet")) and kind not in WITH_OPTIONS:
        place = "answerOption" if named else "answerValueSet"
        raise Unfit(f"{path}.{place}", _("A question of this type has no answers to choose from."))
    if element.get("answerValueSet"):
        return _of_value_set(element["answerValueSet"], f"{path}.answerValueSet", language, root)
    _refuse_more(named, f"{path}.answerOption", MOST_OPTIONS)
    options = tuple(
        _named(each, f"{path}.answerOption[{place}]", language, kind) for place, each in enumerate(named)
    )
    if kind is ItemType.CHOICE and not options:
        raise Unfit(f"{path}.answerOption", _("There is nothing to choose from."))
    return options


def _refuse_more(found: Sized, path: str, most: int) -> None:
    """A list is read each time it is asked, and chosen from on a telephone."""
    if len(found) > most:
        raise Unfit(path, _("There are too many answers here (at most %(most)d).") % {"most": most})


def _named(element: Element, path: str, language: str, kind: ItemType) -> Option:
    answer = of_fhir(element)
    if answer is None or answer.kind not in WITH_OPTIONS[kind]:
        raise Unfit(f"{path}.value[x]", _("An answer of this kind cannot be chosen here."))
    coding = element.get("valueCoding") or {}
    return _option(answer, coding, language, ext.weight(element, coding), path)


def _option(answer: Answer, coding: Element, language: str, weight: Any, path: str) -> Option:
    if not isinstance(answer.value, Coding):
        return Option(answer, str(answer.value), weight)
    if not answer.value.code and not answer.value.display:
        raise Unfit(path, _("An answer to choose needs a code or words."))
    label = ext.text(coding, "display", language) or answer.value.code
    code = answer.value.code or answer.value.display
    return Option(Answer(Kind.CODING, Coding(code, answer.value.system, label)), label, weight)


def _of_value_set(reference: str, path: str, language: str, root: Element) -> tuple[Option, ...]:
    if not reference.startswith("#"):
        raise Unfit(
            path, _("The answers stand in another file; put the ValueSet inside the list (contained).")
        )
    contained = root.get("contained") or []
    found = next((each for each in contained if each.get("id") == reference[1:]), None)
    if found is None or found.get("resourceType") != "ValueSet":
        raise Unfit(path, _("The list holds no ValueSet with this id."))
    concepts = list(islice(_concepts(found), MOST_OPTIONS + 1))
    _refuse_more(concepts, path, MOST_OPTIONS)
    options = tuple(
        _option(Answer(Kind.CODING, coding), concept, language, ext.weight(concept), path)
        for coding, concept in concepts
    )
    if not options:
        raise Unfit(path, _("There is nothing to choose from."))
    return options


def _concepts(value_set: Element) -> Iterator[tuple[Coding, Element]]:
    for each in (value_set.get("expansion") or {}).get("contains") or []:
        yield Coding(each.get("code", ""), each.get("system", ""), each.get("display", "")), each
    if value_set.get("expansion"):
        return
    for include in (value_set.get("compose") or {}).get("include") or []:
        for each in include.get("concept") or []:
            yield Coding(each["code"], include.get("system", ""), each.get("display", "")), each


def units_of(element: Element, language: str) -> tuple[Coding, ...]:
    """The unit of a number, or the units to choose from."""
    urls = (ext.UNIT, ext.UNIT_OPTION)
    found = [each.get("valueCoding") or {} for url in urls for each in ext.extensions(element, url)]
    return tuple(
        Coding(unit.get("code", ""), unit.get("system", ""), ext.text(unit, "display", language))
        for unit in found
        if unit
    )


def initial_of(element: Element, path: str, kind: ItemType) -> tuple[Answer, ...]:
    """What is filled in before anybody answers."""
    if element.get("initial") and kind not in KINDS:
        raise Unfit(f"{path}.initial", _("Only a question can be filled in beforehand."))
    found = []
    _refuse_more(element.get("initial") or [], f"{path}.initial", MOST_INITIAL)
    for place, each in enumerate(element.get("initial") or []):
        answer = of_fhir(each)
        if answer is None:
            raise Unfit(f"{path}.initial[{place}]", _("A value of this kind cannot be filled in."))
        found.append(answer)
    chosen = [each for each in element.get("answerOption") or [] if each.get("initialSelected")]
    found += [answer for each in chosen if (answer := of_fhir(each))]
    return tuple(found)


def check_initial(item: Item, path: str) -> None:
    """Refuse a value that could not be the answer."""
    if len(item.initial) > 1 and not item.repeats:
        raise Unfit(f"{path}.initial", _("This question has one answer."))
    for place, answer in enumerate(item.initial):
        fits = any(option.answer.is_equal(answer) for option in item.options)
        if item.options and not fits and item.type is not ItemType.OPEN_CHOICE:
            raise Unfit(f"{path}.initial[{place}]", _("This is none of the answers to choose from."))
        if not item.options and answer.kind != KINDS[item.type]:
            raise Unfit(f"{path}.initial[{place}]", _("A value of this kind cannot be filled in."))
