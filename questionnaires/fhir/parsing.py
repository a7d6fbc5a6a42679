"""From a Questionnaire to a list that can be asked. Whatever cannot be asked as it was meant is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import Definition, Item, ItemType, Limits, ScoreRule
from questionnaires.fhir import extensions as ext
from questionnaires.fhir.choices import check_initial, initial_of, options_of, units_of
from questionnaires.fhir.conditions import check_conditions, conditions_of
from questionnaires.fhir.unfit import Unfit
from questionnaires.scoring import FORMULAS
from questionnaires.screens import screens
from questionnaires.values import Answer, of_fhir

MOST_ITEMS = 300
LONGEST_TITLE = 200
Element = Mapping[str, Any]


def parse(content: Element, language: str = "") -> Definition:
    """The list in a language, or in its own; raises `Unfit` with the element that is to blame."""
    _check_head(content)
    places = dict(_places(content, "item"))
    if len(places) > MOST_ITEMS:
        raise Unfit("item", _("This list is too long (at most %(most)d items).") % {"most": MOST_ITEMS})
    items = _items(content, "item", language, content)
    definition = Definition(
        url=content["url"],
        version=content.get("version") or "",
        title=_title(content, language),
        description=ext.text(content, "description", language),
        items=items,
        scores=tuple(_score(each, place) for place, each in _scores(content)),
    )
    _check_whole(definition, content, places)
    return definition


def _check_head(content: Element) -> None:
    url = content.get("url") or ""
    if not url or len(url) > 255 or "|" in url:
        raise Unfit("url", _("A list needs an address of its own, of at most 255 characters."))
    if len(content.get("version") or "") > 64:
        raise Unfit("version", _("This version is longer than 64 characters."))
    if content.get("status") == "retired":
        raise Unfit("status", _("This list was withdrawn by who made it."))
    subjects = content.get("subjectType") or ["Patient"]
    if "Patient" not in subjects:
        raise Unfit("subjectType", _("This list is not about a patient."))
    _check_understood(content, "")


def _check_understood(element: Element, path: str) -> None:
    if element.get("modifierExtension"):
        raise Unfit(f"{path}modifierExtension", _("This changes what the list means, and is not known here."))
    for place, each in enumerate(element.get("extension") or []):
        if each.get("url") in ext.NOT_LEFT_OUT:
            raise Unfit(f"{path}extension[{place}]", _("This changes what is asked, and is not known here."))


def _title(content: Element, language: str) -> str:
    codes = content.get("code") or [{}]
    found = ext.text(content, "title", language) or content.get("name") or codes[0].get("display")
    title = found or content["url"].rstrip("/").rpartition("/")[2]
    return str(title)[:LONGEST_TITLE]


def _items(parent: Element, path: str, language: str, root: Element) -> tuple[Item, ...]:
    return tuple(
        _item(each, f"{path}[{place}]", language, root) for place, each in enumerate(parent.get("item") or [])
    )


def _item(element: Element, path: str, language: str, root: Element) -> Item:
    _check_understood(element, f"{path}.")
    kind = _type(element, path)
    text = ext.text(element, "text", language) or _name_of_code(element)
    if not text and kind is not ItemType.GROUP:
        raise Unfit(f"{path}.text", _("A question needs words to ask it in."))
    if kind is ItemType.GROUP and element.get("repeats"):
        raise Unfit(f"{path}.repeats", _("A group is asked once here; it cannot repeat."))
    return Item(
        link_id=element["linkId"],
        type=kind,
        text=text,
        prefix=ext.text(element, "prefix", language),
        is_required=bool(element.get("required")),
        repeats=bool(element.get("repeats")),
        is_read_only=bool(element.get("readOnly")),
        is_hidden=bool(ext.extension(element, ext.HIDDEN).get("valueBoolean")),
        limits=_limits(element),
        options=options_of(element, path, language, root, kind),
        units=units_of(element, language),
        initial=initial_of(element, path, kind),
        conditions=conditions_of(element, path),
        is_any=element.get("enableBehavior") == "any",
        items=_items(element, f"{path}.item", language, root),
    )


def _type(element: Element, path: str) -> ItemType:
    try:
        return ItemType(element["type"])
    except ValueError:
        sentence = _("A question of the type %(type)s is not asked here.")
        raise Unfit(f"{path}.type", sentence % {"type": element["type"]}) from None


def _name_of_code(element: Element) -> str:
    return next((each["display"] for each in element.get("code") or [] if each.get("display")), "")


def _limits(element: Element) -> Limits:
    decimals = ext.extension(element, ext.DECIMALS).get("valueInteger")
    return Limits(
        least=_bound(element, ext.LEAST),
        most=_bound(element, ext.MOST),
        max_length=element.get("maxLength"),
        max_decimals=decimals,
    )


def _bound(element: Element, url: str) -> Answer | None:
    return of_fhir(ext.extension(element, url))


def _scores(content: Element) -> list[tuple[int, Element]]:
    found = enumerate(content.get("extension") or [])
    return [(place, each) for place, each in found if each.get("url") == ext.SCORE]


def _score(element: Element, place: int) -> ScoreRule:
    path = f"extension[{place}]"
    parts = element.get("extension") or []
    named = {part.get("url"): part for part in parts}
    name = named.get("name", {}).get("valueString") or ""
    formula = named.get("formula", {}).get("valueCode") or ""
    if not name or len(name) > 80:
        raise Unfit(f"{path}.extension", _("A score needs a name of at most 80 characters."))
    if formula not in FORMULAS:
        raise Unfit(f"{path}.extension", _("A score is a sum or a mean."))
    of = tuple(part.get("valueString") or "" for part in parts if part.get("url") == "of")
    return ScoreRule(name, formula, of)


def _check_whole(definition: Definition, content: Element, places: Mapping[str, str]) -> None:
    items = list(definition.walk())
    check_conditions(definition, places)
    for item in items:
        check_initial(item, places[item.link_id])
    if not screens(definition, {item.link_id: item.initial for item in items if item.initial}):
        raise Unfit("item", _("This list asks nothing."))
    for rule, (place, _element) in zip(definition.scores, _scores(content), strict=True):
        for link_id in rule.of:
            if link_id not in places:
                sentence = _("There is no question or group %(id)s.") % {"id": link_id}
                raise Unfit(f"extension[{place}].extension", sentence)
    names = [rule.name for rule in definition.scores]
    if len(set(names)) < len(names):
        raise Unfit("extension", _("Two scores have the same name."))


def _places(parent: Element, path: str) -> list[tuple[str, str]]:
    """Each linkId with the path of its item; refuses a linkId that stands there twice."""
    found: dict[str, str] = {}

    def walk(element: Element, path: str) -> None:
        for place, each in enumerate(element.get("item") or []):
            here = f"{path}[{place}]"
            if each["linkId"] in found:
                raise Unfit(f"{here}.linkId", _("Another item has this linkId already."))
            found[each["linkId"]] = here
            walk(each, f"{here}.item")

    walk(parent, path)
    return list(found.items())
