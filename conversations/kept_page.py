"""A page that is opened all day: what surrounds its lists is rendered once, and filled in after that.

What the rest depends on is named, as of `{% kept %}`: it is rendered once for each combination of `keys`;
`texts` may differ each time, and the template can only write them out. Both are called as the template calls
them ("organisation.name"). It is given nothing else, no request and nothing of its processors: what is not
named is not on the page. `tests/test_kept_parts.py` compares it with the page as its template writes it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from conversations.kept_markup import Patterns, stand_in

MOST = 500


class KeptPage:
    def __init__(self, template: str) -> None:
        self._template = template
        self._patterns = Patterns(MOST)

    def answer(self, keys: Mapping[str, Hashable], texts: Mapping[str, str]) -> HttpResponse:
        """The page with these texts, which are escaped but for markup."""
        key = (get_language(), *keys.values())
        pattern = self._patterns.of(key, lambda: self._render(keys, texts))
        return HttpResponse(pattern % {name: conditional_escape(text) for name, text in texts.items()})

    def _render(self, keys: Mapping[str, Hashable], texts: Mapping[str, str]) -> str:
        return render_to_string(self._template, _nested({**keys, **{name: stand_in(name) for name in texts}}))


def _nested(named: Mapping[str, Any]) -> dict[str, Any]:
    """`{"a.b": 1, "c": 2}` as a template asks for it: `a` with an attribute `b`, and `c`."""
    found: dict[str, Any] = {}
    for name, value in named.items():
        whole, dot, part = name.partition(".")
        if dot:
            setattr(found.setdefault(whole, SimpleNamespace()), part, value)
        else:
            found[whole] = value
    return found
