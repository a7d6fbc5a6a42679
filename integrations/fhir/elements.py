"""Takes single elements out of a valid resource, stricter than FHIR where we must be sure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from integrations.fhir.outcomes import Issue, Rejected
from integrations.fhir.reading import Resource

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
VERSION = re.compile(r"[1-9]\d{0,17}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
MOBILE = re.compile(r"\+\d{8,15}")
EARLIEST, LATEST = 2000, 2100


def refuse(code: str, text: str, expression: str) -> Rejected:
    """A refusal of one element."""
    return Rejected(422, Issue(code, text, expression))


def identity(resource: Resource, name: str) -> str:
    """The one identifier, as "system|value"."""
    found = []
    for index, identifier in enumerate(resource.get("identifier") or []):
        path = f"{name}.identifier[{index}]"
        if identifier.get("system") == BSN:
            raise refuse("business-rule", "Do not send the BSN; we may not keep it.", path)
        if identifier.get("system") and identifier.get("value"):
            found.append(limited(f"{identifier['system']}|{identifier['value']}", 200, path))
    if len(found) != 1:
        raise refuse("required", "Exactly one identifier with system and value.", f"{name}.identifier")
    return found[0]


def version(resource: Resource, name: str) -> int:
    """The version of the resource in its own system: a whole number that goes up."""
    text = (resource.get("meta") or {}).get("versionId")
    if not isinstance(text, str) or not VERSION.fullmatch(text):
        raise refuse(
            "required", "A whole number from 1, that goes up with each change.", f"{name}.meta.versionId"
        )
    return int(text)


def refuse_modifiers(resource: Resource, name: str) -> None:
    """What could change the meaning of the rest may not be overlooked, and we know none of it."""
    for element in ("implicitRules", "contained"):
        if element in resource:
            raise refuse("not-supported", "This element is not accepted.", f"{name}.{element}")
    if _has_key(resource, "modifierExtension"):
        raise refuse("not-supported", "Extensions that change the meaning are not accepted.", name)


def coded(concepts: Any, path: str) -> tuple[str, str]:
    """Code and name of the first coding."""
    concept = concepts[0] if isinstance(concepts, list) and concepts else concepts
    coding = ((concept or {}).get("coding") or [{}])[0]
    if not coding.get("code"):
        raise refuse("required", "A coding with a code.", path)
    name = coding.get("display") or concept.get("text") or ""
    return limited(coding["code"], 40, path), limited(name, 80, path)


def instant(value: Any, path: str) -> datetime:
    """A moment with its offset from UTC, in a year that makes sense."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise refuse("value", "A moment with seconds and offset, as 2026-11-30T10:20:00+01:00.", path)
    try:
        moment = datetime.fromisoformat(value)
        if EARLIEST <= moment.year <= LATEST:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise refuse("value", f"A moment between {EARLIEST} and {LATEST}.", path)


def day(value: Any, path: str) -> date:
    """A whole date."""
    try:
        return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
    except ValueError:
        raise refuse("value", "A whole date, as 1958-03-14.", path) from None


def limited(value: Any, most: int, path: str) -> str:
    """A text of at most so many characters, without outer spaces."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > most:
        raise refuse("too-long", f"At most {most} characters.", path)
    return text


def logical_id(value: Any, path: str) -> UUID:
    """An id that we gave."""
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise Rejected(404, Issue("not-found", "There is no such resource.", path)) from None


def _has_key(value: Any, key: str) -> bool:
    if isinstance(value, dict):
        return key in value or any(_has_key(each, key) for each in value.values())
    return isinstance(value, list) and any(_has_key(each, key) for each in value)
