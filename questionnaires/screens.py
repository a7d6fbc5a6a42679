"""One question a screen: in which order, under which headings, and how far one is. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from questionnaires.definition import Answers, Definition, Item, ItemType
from questionnaires.enabling import Enabling


@dataclass(frozen=True, slots=True)
class Screen:
    """A question and what stands above it. `number` is of the list, `place` of `total` of what is asked."""

    item: Item
    number: int
    headings: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    place: int = 0
    total: int = 0

    @property
    def help(self) -> list[str]:
        """The explanation that stands under the question itself."""
        return [each.text for each in self.item.items if each.type is ItemType.DISPLAY]


def all_screens(definition: Definition) -> list[Screen]:
    """Every question that may be asked, numbered through."""
    found = _asked(definition.items, ())
    return [replace(screen, number=number) for number, screen in enumerate(found, start=1)]


def screens(definition: Definition, answers: Answers) -> list[Screen]:
    """The questions that are asked, given what was answered."""
    enabling = Enabling(definition, answers)
    shown = [each for each in all_screens(definition) if enabling.is_enabled(each.item.link_id)]
    return [
        replace(each, place=place, total=len(shown), texts=_shown_texts(each, enabling, definition))
        for place, each in enumerate(shown, start=1)
    ]


def following(shown: list[Screen], number: int) -> Screen | None:
    """The next question after a number; None when that was the last."""
    return next((each for each in shown if each.number > number), None)


def before(shown: list[Screen], number: int) -> Screen | None:
    """The question before a number; None when that was the first."""
    return next((each for each in reversed(shown) if each.number < number), None)


def _asked(items: tuple[Item, ...], headings: tuple[str, ...]) -> Iterator[Screen]:
    """Texts between the questions go with the next one, by their linkId until it is known what is shown."""
    texts: list[str] = []
    for item in items:
        if item.is_hidden:
            continue
        if item.type is ItemType.DISPLAY:
            texts.append(item.link_id)
            continue
        if item.type is ItemType.GROUP:
            under = _asked(item.items, (*headings, item.text) if item.text else headings)
        else:
            own = [Screen(item, 0, headings)] if item.is_asked else []
            if not item.is_asked and item.is_read_only:
                texts.append(item.link_id)
            under = iter([*own, *_asked(_questions(item), headings)])
        for screen in under:
            yield replace(screen, texts=(*texts, *screen.texts))
            texts = []


def _questions(item: Item) -> tuple[Item, ...]:
    return tuple(each for each in item.items if each.type is not ItemType.DISPLAY)


def _shown_texts(screen: Screen, enabling: Enabling, definition: Definition) -> tuple[str, ...]:
    found = (definition.find(link_id) for link_id in screen.texts if enabling.is_enabled(link_id))
    return tuple(item.text for item in found if item)
