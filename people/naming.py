"""How people are named, from the columns of their rows."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _


def formal_name(*, sex: str, given_name: str, family_name: str, birth_date: date) -> str:
    """A patient as the team reads it: "Mw. A. Vermeer (1958)"."""
    title = _("Ms") if sex == "female" else _("Mr") if sex == "male" else ""
    return f"{title} {given_name[:1]}. {family_name} ({birth_date.year})".strip()
