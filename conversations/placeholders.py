"""Placeholders of standard replies. Their names are Dutch, because the team types them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from rowsecurity.errors import Refused

NAMES = ("voornaam", "achternaam", "afdeling", "organisatie", "medewerker", "telefoon")
_BRACED = re.compile(r"\{([^{}]*)\}")


def check(text: str) -> str:
    """Return the text; raises `Refused` for a placeholder that nothing fills, or a loose brace."""
    unknown = [name for name in _BRACED.findall(text) if name not in NAMES]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        sentence = _("{%(name)s} is not a placeholder. You can use: %(known)s.")
        raise Refused(sentence % {"name": unknown[0], "known": known})
    if set(_BRACED.sub("", text)) & set("{}"):
        raise Refused(_("There is a loose { or } in the text. A placeholder looks like {voornaam}."))
    return text


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill in every placeholder; values are never read as placeholders themselves."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)
