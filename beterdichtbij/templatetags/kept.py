"""Parts of a page that are the same for many: rendered once in a process, and filled in after that.

    {% kept organisation.slug links csrf_token=csrf_token here=request.path %} … {% endkept %}

What the part depends on is named: it is rendered once for each combination of values. A name with a value is
a text that may differ each time; in the part it is a stand-in that can only be written out. What somebody
typed, or an address with it, is such a text and never a value to keep by.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from conversations.kept_markup import Patterns, stand_in

register = template.Library()
# Of one part; where it is kept by what changes, old ones go.
MOST = 2000


class KeptPart(template.Node):
    def __init__(
        self, parts: NodeList, keys: list[FilterExpression], texts: dict[str, FilterExpression]
    ) -> None:
        self.parts, self.keys, self.texts = parts, keys, texts
        self._patterns = Patterns(MOST)

    def render(self, context: template.Context) -> SafeString:
        key = (get_language(), *[_hashable(each.resolve(context)) for each in self.keys])
        pattern = self._patterns.of(key, lambda: self._written(context))
        if not self.texts:
            return mark_safe(pattern % ())
        told = {name: conditional_escape(each.resolve(context)) for name, each in self.texts.items()}
        return mark_safe(pattern % told)

    def _written(self, context: template.Context) -> str:
        with context.push(**{name: stand_in(name) for name in self.texts}):
            return self.parts.render(context)


@register.tag
def kept(parser: Parser, token: Token) -> KeptPart:
    bits = token.split_contents()[1:]
    keys = [parser.compile_filter(bit) for bit in bits if "=" not in bit]
    texts: dict[str, Any] = token_kwargs([bit for bit in bits if "=" in bit], parser)
    parts = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptPart(parts, keys, texts)


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
