"""Elements of a file, read with their place in it, so that a refusal can name the element. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rowsecurity.errors import Invalid

BASE = "https://beterdichtbij.invalid/fhir/StructureDefinition/care-path-"
# Extensions keep their values under value[x]; these are the ones that are written.
KINDS = {
    "valueString": str,
    "valueCode": str,
    "valueId": str,
    "valueTime": str,
    "valueBoolean": bool,
    "valueInteger": int,
}


class FileRefused(Invalid):
    """A file that cannot be imported; `element` is the first one that is wrong."""

    def __init__(self, element: str, sentence: str) -> None:
        super().__init__(f"{element}: {sentence}")
        self.element = element


@dataclass(frozen=True, slots=True)
class Element:
    """An object in the file at a place."""

    value: dict[str, Any]
    path: str

    def only(self, names: Collection[str]) -> None:
        """Refuse what would be lost: elements that nothing here reads."""
        for name in self.value:
            if name not in names:
                raise FileRefused(f"{self.path}.{name}", _("This element is not supported."))

    def text(self, name: str, *, is_needed: bool = True) -> str:
        """A string."""
        found = self.value.get(name, "" if not is_needed else None)
        if not isinstance(found, str) or (is_needed and not found):
            raise FileRefused(f"{self.path}.{name}", _("A text is needed here."))
        return found

    def number(self, name: str) -> int:
        """A whole number."""
        found = self.value.get(name)
        if isinstance(found, bool) or not isinstance(found, int) or abs(found) > 100_000:
            raise FileRefused(f"{self.path}.{name}", _("A whole number is needed here."))
        return found

    def object(self, name: str) -> Element:
        """One object below this one."""
        found = self.value.get(name)
        if not isinstance(found, dict):
            raise FileRefused(f"{self.path}.{name}", _("Something else is needed here."))
        return Element(found, f"{self.path}.{name}")

    def objects(self, name: str) -> list[Element]:
        """A list of objects; none when it is not there."""
        found = self.value.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise FileRefused(f"{self.path}.{name}", _("A list is needed here."))
        return [Element(each, f"{self.path}.{name}[{index}]") for index, each in enumerate(found)]


@dataclass(frozen=True, slots=True)
class Extensions:
    """What an element says beyond FHIR, by the short name of the extension."""

    path: str
    values: dict[str, Any]
    parts: dict[str, list[Extensions]]

    def get(self, name: str, kind: type, default: Any) -> Any:
        """One value of a kind."""
        found = self.values.get(name, default)
        if found is not default and (type(found) is not kind):
            raise FileRefused(f"{self.path}.extension({name})", _("Something else is needed here."))
        return found


def extensions(element: Element, known: Collection[str], *, base: str = BASE) -> Extensions:
    """Read the extensions of an element; one that is not known would be lost and is refused."""
    values: dict[str, Any] = {}
    parts: dict[str, list[Extensions]] = {}
    for each in element.objects("extension"):
        each.only(("url", "extension", *KINDS))
        url = each.text("url")
        name = url.removeprefix(base)
        if name not in known or (base and not url.startswith(base)):
            raise FileRefused(each.path, _("This extension is not supported: %(url)s") % {"url": url[:200]})
        if "extension" in each.value:
            inner = extensions(each, PARTS[name], base="") if name in PARTS else None
            if inner is None:
                raise FileRefused(each.path, _("Something else is needed here."))
            parts.setdefault(name, []).append(inner)
        else:
            values[name] = _value(each)
    return Extensions(element.path, values, parts)


PARTS: dict[str, tuple[str, ...]] = {
    "button": ("key", "label", "effect", "text"),
    "words": ("language", "title", "text", "button"),
    "condition": ("kind", "code", "days", "step", "item", "value"),
    "until": ("kind", "code", "days", "step", "item", "value"),
}


def _value(element: Element) -> Any:
    for name, kind in KINDS.items():
        if name in element.value:
            if type(element.value[name]) is not kind:
                break
            return element.value[name]
    raise FileRefused(element.path, _("An extension needs a value of the right kind."))


def extension(name: str, kind: str, value: Any, *, base: str = BASE) -> list[dict[str, Any]]:
    """One extension to write; none when there is nothing to say, which FHIR does not allow."""
    return [] if value in ("", None) else [{"url": f"{base}{name}", f"value{kind}": value}]


def parted(name: str, inner: list[dict[str, Any]], *, base: str = BASE) -> list[dict[str, Any]]:
    """One extension that consists of others."""
    return [{"url": f"{base}{name}", "extension": inner}] if inner else []


def part(name: str, kind: str, value: Any) -> list[dict[str, Any]]:
    """A part of such an extension."""
    return extension(name, kind, value, base="")
