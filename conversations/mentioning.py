"""Who is named in a text: "@dr. Bakker". Pure: knows the names, no database."""

from __future__ import annotations

from collections.abc import Iterable

from tenants.models import Membership


def named_in(text: str, colleagues: Iterable[Membership]) -> list[Membership]:
    """The colleagues whose name follows an @; of names that begin alike the longest counts."""
    found: dict[object, Membership] = {}
    by_length = sorted(colleagues, key=lambda each: -len(each.display_name))
    lower = text.lower()
    for at in (place for place, sign in enumerate(lower) if sign == "@"):
        rest = lower[at + 1 :]
        longest = next((each.display_name for each in by_length if _begins(rest, each.display_name)), None)
        if longest is not None:
            same = longest.lower()
            found |= {each.id: each for each in by_length if each.display_name.lower() == same}
    return list(found.values())


def _begins(rest: str, name: str) -> bool:
    """Whether the name stands there whole: "@Ma" is not Marieke, and "@Mariekes" is not either."""
    return bool(name) and rest.startswith(name.lower()) and not rest[len(name) :][:1].isalnum()
