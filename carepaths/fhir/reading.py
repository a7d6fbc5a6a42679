"""From a PlanDefinition to the content of a version: structure only; `checks` judges what it says. Pure."""

from __future__ import annotations

import json
from datetime import time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from carepaths.conditions import Condition, Kind
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.fhir.elements import Element, Extensions, FileRefused, extensions
from carepaths.fhir.writing import ANCHORS, FORMAT, STEPS, UNITS

# Says something about the file, and nothing about what is done.
ABOUT = (
    "id",
    "meta",
    "language",
    "text",
    "url",
    "name",
    "version",
    "date",
    "publisher",
    "contact",
    "description",
)
STATUSES = ("draft", "active", "retired", "unknown")
MOST_BYTES = 1_000_000


def from_bytes(data: bytes) -> PathContent:
    """Read a file."""
    if len(data) > MOST_BYTES:
        raise FileRefused("PlanDefinition", _("This file is too large."))
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise FileRefused("PlanDefinition", _("This file is not JSON.")) from None
    return from_plan_definition(value)


def from_plan_definition(value: Any) -> PathContent:
    """Read the resource; raises `FileRefused` with the element that is wrong."""
    if not isinstance(value, dict) or value.get("resourceType") != "PlanDefinition":
        raise FileRefused("PlanDefinition.resourceType", _("This is no PlanDefinition."))
    root = Element(value, "PlanDefinition")
    root.only((*ABOUT, "resourceType", "extension", "title", "status", "action"))
    if root.text("status") not in STATUSES:
        raise FileRefused("PlanDefinition.status", _("FHIR R4 has no such value here."))
    if extensions(root, ("format",)).get("format", int, None) != FORMAT:
        sentence = _("This file is of another format version; this product reads version %(number)d.")
        raise FileRefused("PlanDefinition.extension(format)", sentence % {"number": FORMAT})
    groups = {group.value.get("id"): group for group in root.objects("action")}
    if set(groups) != {ANCHORS, STEPS}:
        raise FileRefused(
            "PlanDefinition.action", _("One group of anchors and one of steps are needed here.")
        )
    groups[ANCHORS].only(("id", "action"))
    groups[STEPS].only(("id", "trigger", "action"))
    return PathContent(
        root.text("title"),
        tuple(_step(each) for each in groups[STEPS].objects("action")),
        tuple(_anchor(each) for each in groups[ANCHORS].objects("action")),
        tuple(_trigger(each) for each in groups[STEPS].objects("trigger")),
    )


def _anchor(element: Element) -> AnchorDraft:
    element.only(("id", "extension", "title"))
    said = extensions(element, ("source", "has-time", "is-required"))
    return AnchorDraft(
        _anchor_key(element, "id"),
        element.text("title"),
        said.get("source", str, ""),
        said.get("has-time", bool, True),
        said.get("is-required", bool, True),
    )


def _anchor_key(element: Element, name: str) -> str:
    found = element.text(name)
    if not found.startswith("anchor-"):
        raise FileRefused(f"{element.path}.{name}", _("An anchor is named anchor- and its key."))
    return found.removeprefix("anchor-").replace(".", "_")


def _trigger(element: Element) -> TriggerDraft:
    element.only(("extension", "type", "name"))
    if element.text("type") != "named-event":
        raise FileRefused(f"{element.path}.type", _("Only a named event is supported."))
    names = ("code", "code-name", "department", "days-ahead", "of-step", "questionnaire", "item")
    said = extensions(element, names)
    of_step = said.get("of-step", str, "")
    return TriggerDraft(
        element.text("name"),
        said.get("code", str, ""),
        said.get("code-name", str, ""),
        said.get("department", str, ""),
        said.get("days-ahead", int, 1),
        _uuid(of_step, f"{element.path}.extension(of-step)") if of_step else None,
        said.get("questionnaire", str, ""),
        said.get("item", str, ""),
    )


def _step(element: Element) -> StepDraft:
    element.only(
        (
            "id",
            "extension",
            "title",
            "description",
            "code",
            "relatedAction",
            "definitionCanonical",
            "condition",
            "timingTiming",
        )
    )
    said = extensions(element, ("at", "result-code", "deadline-days", "until", "button", "words"))
    anchor, offset, unit = _when(element)
    times, days = _repeat(element)
    return StepDraft(
        offset,
        _time(said),
        element.text("title"),
        element.text("description", is_needed=False),
        _kind(element),
        unit,
        anchor,
        tuple(_applies(each) for each in element.objects("condition")),
        days,
        times,
        tuple(_condition(each) for each in said.parts.get("until", [])),
        said.get("result-code", str, ""),
        said.get("deadline-days", int, None),
        [_button(each) for each in said.parts.get("button", [])],
        {each.get("language", str, ""): _words(each) for each in said.parts.get("words", [])},
        element.text("definitionCanonical", is_needed=False),
        _uuid(element.text("id"), f"{element.path}.id"),
    )


def _when(element: Element) -> tuple[str, int, str]:
    related = element.objects("relatedAction")
    if len(related) != 1:
        raise FileRefused(f"{element.path}.relatedAction", _("A step counts from one anchor."))
    related[0].only(("actionId", "relationship", "offsetDuration"))
    relationship = related[0].text("relationship")
    if relationship not in ("before-start", "after-start"):
        raise FileRefused(
            f"{related[0].path}.relationship", _("A step is before or after the start of its anchor.")
        )
    duration = related[0].object("offsetDuration")
    duration.only(("value", "unit", "system", "code"))
    unit, number = duration.text("unit"), duration.number("value")
    if UNITS.get(unit) != duration.text("code") or number < 0:
        raise FileRefused(f"{duration.path}.unit", _("Choose a number of days, hours or working days."))
    return _anchor_key(related[0], "actionId"), -number if relationship == "before-start" else number, unit


def _repeat(element: Element) -> tuple[int, int | None]:
    if "timingTiming" not in element.value:
        return 1, None
    timing = element.object("timingTiming")
    timing.only(("repeat",))
    repeat = timing.object("repeat")
    repeat.only(("count", "frequency", "period", "periodUnit"))
    if "period" not in repeat.value:
        return repeat.number("count"), None
    if repeat.number("frequency") != 1 or repeat.text("periodUnit") != "d":
        raise FileRefused(f"{repeat.path}.periodUnit", _("A step is repeated once in so many days."))
    return repeat.number("count"), repeat.number("period")


def _kind(element: Element) -> str:
    codings = [coding for code in element.objects("code") for coding in code.objects("coding")]
    if len(codings) != 1:
        raise FileRefused(f"{element.path}.code", _("A step is of one kind."))
    return codings[0].text("code")


def _time(said: Extensions) -> time | None:
    written = said.get("at", str, "")
    if not written:
        return None
    try:
        return time.fromisoformat(written)
    except ValueError:
        raise FileRefused(f"{said.path}.extension(at)", _("This is no time of the day.")) from None


def _applies(element: Element) -> Condition:
    element.only(("extension", "kind"))
    found = extensions(element, ("condition",)).parts.get("condition", [])
    if element.text("kind") != "applicability" or len(found) != 1:
        raise FileRefused(element.path, _("A condition says when a step applies."))
    return _condition(found[0])


def _condition(said: Extensions) -> Condition:
    try:
        kind = Kind(said.get("kind", str, ""))
    except ValueError:
        raise FileRefused(f"{said.path}.extension(kind)", _("There is no such condition.")) from None
    step = said.get("step", str, "")
    return Condition(
        kind,
        said.get("code", str, ""),
        said.get("days", int, 30),
        _uuid(step, f"{said.path}.extension(step)") if step else None,
        said.get("item", str, ""),
        said.get("value", str, ""),
    )


def _button(said: Extensions) -> dict[str, Any]:
    return {name: said.get(name, str, "") for name in ("key", "label", "effect", "text")}


def _words(said: Extensions) -> dict[str, Any]:
    words: dict[str, Any] = {name: said.values[name] for name in ("title", "text") if name in said.values}
    if buttons := said.parts.get("button"):
        words["buttons"] = {
            each.get("key", str, ""): {n: each.values[n] for n in ("label", "text") if n in each.values}
            for each in buttons
        }
    return words


def _uuid(written: str, path: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise FileRefused(path, _("This is no identifier of a step.")) from None
