"""A template of which only texts differ: rendered once for each shape with stand-ins, then filled in.

For rows that stand on a page by the dozen: to look up and escape every value in a template took longer than
to read the rows. What a row says stays in its template; `rowsecurity.kept` does the same for statements.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Signs that no text of a template has, and that escaping leaves alone.
_BEGIN, _END = "\ue000", "\ue001"
_STAND_IN = re.compile(f"{_BEGIN}(\\w+){_END}")


class KeptMarkup:
    """The markup of rows, each a named tuple of texts that the template calls `name`.

    A text may be empty, and the template may ask whether it is; it can do nothing else with one. A text that
    is safe already is not escaped.
    """

    def __init__(self, template: str, name: str) -> None:
        self._template, self._name = template, name
        self._patterns: dict[tuple[str | None, ...], str] = {}

    def rows(self, rows: Iterable[NamedTuple]) -> SafeString:
        """One after the other."""
        language = get_language()
        return mark_safe("".join([self._filled(row, language) for row in rows]))

    def _filled(self, row: NamedTuple, language: str | None) -> str:
        shape = (language, *[name for name, text in zip(row._fields, row, strict=True) if text])
        pattern = self._patterns.get(shape)
        if pattern is None:
            pattern = self._patterns[shape] = self._pattern(row)
        return pattern % {name: _escaped(text) for name, text in zip(row._fields, row, strict=True)}

    def _pattern(self, row: NamedTuple) -> str:
        stand_ins = {name: stand_in(name) if text else "" for name, text in row._asdict().items()}
        return pattern_of(render_to_string(self._template, {self._name: stand_ins}))


def stand_in(name: str) -> str:
    """What is rendered where a text comes."""
    return f"{_BEGIN}{name}{_END}"


def pattern_of(rendered: str) -> str:
    """Markup with stand-ins, as a pattern for the operator `%`."""
    return _STAND_IN.sub(r"%(\1)s", rendered.replace("%", "%%"))


def _escaped(text: str) -> str:
    return text if isinstance(text, SafeString) else html.escape(text)
