"""A template of which only texts differ: rendered once for each shape with stand-ins, then filled in.

For rows that stand on a page by the dozen: to look up and escape every value in a template took longer than
to read the rows. What a row says stays in its template; `rowsecurity.kept` does the same for statements.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Signs that no text of a template has, and that escaping leaves alone.
_BEGIN, _END = "\ue000", "\ue001"
# No column of text has it; words that lie sealed might.
_BETWEEN = "\0"
_STAND_IN = re.compile(f"{_BEGIN}([\\w.]+){_END}")


class KeptMarkup:
    """The markup of rows, each a named tuple of texts that the template calls `name`.

    A text may be empty, and the template may ask whether it is; it can do nothing else with one. All are
    escaped but those named `markup`.
    """

    def __init__(self, template: str, name: str, *, markup: Collection[str] = ()) -> None:
        self._template, self._name, self._markup = template, name, markup
        self._patterns: dict[tuple[Any, ...], str] = {}

    def rows(self, rows: Iterable[NamedTuple]) -> SafeString:
        """One after the other."""
        language = get_language()
        return mark_safe("".join([self._filled(row, language) for row in rows]))

    def _filled(self, row: NamedTuple, language: str | None) -> str:
        shape = (language, *map(bool, row))
        pattern = self._patterns.get(shape)
        if pattern is None:
            pattern = self._patterns[shape] = self._pattern(row)
        texts = row._asdict()
        markup = {name: texts.pop(name) for name in self._markup}
        # In one go: to escape a short text takes as long as to escape all of them.
        escaped = html.escape(_BETWEEN.join(texts.values())).split(_BETWEEN)
        if len(escaped) != len(texts):
            escaped = [html.escape(text) for text in texts.values()]
        return pattern % {**markup, **dict(zip(texts, escaped, strict=True))}

    def _pattern(self, row: NamedTuple) -> str:
        stand_ins = {name: stand_in(name) if text else "" for name, text in row._asdict().items()}
        return pattern_of(render_to_string(self._template, {self._name: stand_ins}))


class Patterns:
    """Patterns by what they depend on; when there are more than `most`, old ones go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[Hashable, ...], str] = {}

    def of(self, key: tuple[Hashable, ...], render: Callable[[], str]) -> str:
        """The pattern of this key; `render` writes it with stand-ins when it is not known."""
        pattern = self._known.get(key)
        if pattern is None:
            if len(self._known) >= self._most:
                self._known.clear()
            pattern = self._known[key] = pattern_of(render())
        return pattern


def stand_in(name: str) -> str:
    """What is rendered where a text comes."""
    return f"{_BEGIN}{name}{_END}"


def pattern_of(rendered: str) -> str:
    """Markup with stand-ins, as a pattern for the operator `%`."""
    return _STAND_IN.sub(r"%(\1)s", rendered.replace("%", "%%"))
