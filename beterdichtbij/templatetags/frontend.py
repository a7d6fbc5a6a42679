"""What every page's head needs: style sheets in their order, the import map, modules, the size of text."""

import json
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from people import wishes

register = template.Library()

BEFORE_COMPONENTS = ("layers", "reset", "fonts", "tokens", "base", "forms", "layout")
COMPONENTS = (
    "badge",
    "button",
    "card",
    "composer",
    "dialog",
    "list",
    "message",
    "nav",
    "notice",
    "table",
    "tabs",
    "timeline",
)
AFTER_COMPONENTS = ("public", "patient", "staff", "utilities")


def stylesheet_paths() -> list[str]:
    """Return the shared style sheets, in the order in which pages load them."""
    return [
        *(f"css/{name}.css" for name in BEFORE_COMPONENTS),
        *(f"css/components/{name}.css" for name in COMPONENTS),
        *(f"css/{name}.css" for name in AFTER_COMPONENTS),
    ]


@lru_cache
def module_paths() -> dict[str, str]:
    """Map bare names to files: `app/<name>` for shared modules, `<app>/<name>` for an app's own."""
    root = Path(settings.BASE_DIR) / "static"
    found = {}
    for path in sorted(root.glob("*/*.js")):
        folder = "app" if path.parent.name == "js" else path.parent.name
        found[f"{folder}/{path.stem}"] = f"{path.parent.name}/{path.name}"
    return found


# The same on every page of a process, so made once in it.
@register.simple_tag
@lru_cache
def stylesheets() -> SafeString:
    """Link the shared style sheets; an app's own follow in the block `head`."""
    links = ((static(path),) for path in stylesheet_paths())
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@lru_cache
def _imports() -> SafeString:
    imports = {name: static(path) for name, path in module_paths().items()}
    text = json.dumps({"imports": imports}).replace("<", "\\u003c")
    # The map is our own file names only; JSON inside a script element must not be escaped as HTML.
    return mark_safe(text)


@register.simple_tag(takes_context=True)
def importmap(context: template.Context) -> SafeString:
    """Write the import map, so that modules name each other without knowing the hash in a file's name."""
    nonce = str(getattr(context.get("request"), "csp_nonce", ""))
    return mark_safe(f'<script type="importmap" nonce="{escape(nonce)}">{_imports()}</script>')


@register.simple_tag
@lru_cache
def module(name: str) -> SafeString:
    """Load one module by its name in the import map."""
    return format_html('<script type="module" src="{}"></script>', static(module_paths()[name]))


@register.simple_tag
@lru_cache
def icon(name: str, kind: str = "") -> SafeString:
    """What `_icon.html` shows, where a page has many; `kind` is a further class."""
    address = static("img/icons.svg")
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {kind}" if kind else "",
        address,
        name,
    )


@register.simple_tag(takes_context=True)
def text_size(context: template.Context) -> str:
    """Return the size of text of whoever looks."""
    return wishes.text_size(getattr(context.get("request"), "COOKIES", {}), context.get("person"))


@register.simple_tag(takes_context=True)
def current(context: template.Context, *prefixes: str) -> str:
    """Mark a link whose page, or part of the site, is shown; a prefix ending in `$` is that page alone."""
    path = getattr(context.get("request"), "path", "")
    here = any(
        path == prefix[:-1] if prefix.endswith("$") else path.startswith(prefix) for prefix in prefixes
    )
    return mark_safe('aria-current="page"') if here else ""


@register.filter
def telephone(number: str) -> str:
    """A telephone number in a sentence: on one line, in order where that runs right to left."""
    whole = number.replace(" ", "\u00a0")
    return f"\u2066{whole}\u2069" if number and get_language_bidi() else whole
