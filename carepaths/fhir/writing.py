"""From the content of a version to a PlanDefinition. Pure."""

from __future__ import annotations

from typing import Any

from carepaths.conditions import Condition, to_json
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.fhir.elements import BASE, extension, part, parted

FORMAT = 1
ANCHORS, STEPS = "anchors", "steps"
UNITS = {"days": "d", "working_days": "d", "hours": "h"}


def to_plan_definition(content: PathContent) -> dict[str, Any]:
    """The whole path as one resource."""
    return {
        "resourceType": "PlanDefinition",
        "extension": extension("format", "Integer", FORMAT),
        "title": content.title,
        "status": "draft",
        "action": [
            {"id": ANCHORS, **_list("action", [_anchor(each) for each in content.anchors])},
            {
                "id": STEPS,
                **_list("trigger", [_trigger(each) for each in content.triggers]),
                **_list("action", [_step(each) for each in content.steps]),
            },
        ],
    }


def anchor_id(key: str) -> str:
    """The id of an anchor in the file, in the letters that FHIR has for ids."""
    return "anchor-" + key.replace("_", ".")


def _list(name: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: values} if values else {}


def _anchor(anchor: AnchorDraft) -> dict[str, Any]:
    return {
        "id": anchor_id(anchor.key),
        "extension": [
            *extension("source", "Code", anchor.source),
            *extension("has-time", "Boolean", anchor.has_time),
            *extension("is-required", "Boolean", anchor.is_required),
        ],
        "title": anchor.name,
    }


def _trigger(trigger: TriggerDraft) -> dict[str, Any]:
    return {
        "extension": [
            *extension("code", "String", trigger.code),
            *extension("code-name", "String", trigger.code_name),
            *extension("department", "String", trigger.department),
            *extension("days-ahead", "Integer", trigger.days_ahead),
            *extension("of-step", "Id", str(trigger.of_step) if trigger.of_step else ""),
            *extension("questionnaire", "String", trigger.questionnaire),
            *extension("item", "String", trigger.item),
        ],
        "type": "named-event",
        "name": trigger.kind,
    }


def _step(step: StepDraft) -> dict[str, Any]:
    action: dict[str, Any] = {
        "id": str(step.key),
        **_list("extension", _extensions(step)),
        "title": step.title,
        "code": [{"coding": [{"system": f"{BASE}step", "code": step.kind}]}],
        "relatedAction": [_when(step)],
    }
    if step.text:
        action["description"] = step.text
    if step.questionnaire:
        action["definitionCanonical"] = step.questionnaire
    if step.conditions:
        action["condition"] = [
            {"extension": _conditions("condition", (each,)), "kind": "applicability"}
            for each in step.conditions
        ]
    if step.repeat_days is not None or step.repeat_times != 1:
        repeat: dict[str, Any] = {"count": step.repeat_times}
        if step.repeat_days is not None:
            repeat |= {"frequency": 1, "period": step.repeat_days, "periodUnit": "d"}
        action["timingTiming"] = {"repeat": repeat}
    return action


def _when(step: StepDraft) -> dict[str, Any]:
    code = UNITS[step.unit]
    return {
        "actionId": anchor_id(step.anchor),
        "relationship": "before-start" if step.offset < 0 else "after-start",
        "offsetDuration": {
            "value": abs(step.offset),
            "unit": step.unit,
            "system": "http://unitsofmeasure.org",
            "code": code,
        },
    }


def _extensions(step: StepDraft) -> list[dict[str, Any]]:
    return [
        *extension("at", "Time", step.at.isoformat() if step.at else ""),
        *extension("result-code", "String", step.result_code),
        *extension("deadline-days", "Integer", step.deadline_days),
        *_conditions("until", step.until),
        *(each for button in step.buttons for each in parted("button", _button(button))),
        *(
            each
            for language, words in step.texts.items()
            for each in parted("words", _words(language, words))
        ),
    ]


def _conditions(name: str, conditions: tuple[Condition, ...]) -> list[dict[str, Any]]:
    kinds = {"days": "Integer", "step": "Id", "kind": "Code"}
    return [
        each
        for row in to_json(conditions)
        for each in parted(
            name, [e for key, value in row.items() for e in part(key, kinds.get(key, "String"), value)]
        )
    ]


def _button(button: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        each
        for name in ("key", "label", "effect", "text")
        for each in part(name, "String", button.get(name, ""))
    ]


def _words(language: str, words: dict[str, Any]) -> list[dict[str, Any]]:
    buttons = [
        each
        for key, said in words.get("buttons", {}).items()
        for each in parted("button", _button({"key": key, **said}), base="")
    ]
    said = [each for name in ("title", "text") for each in part(name, "String", words.get(name, ""))]
    return [*part("language", "Code", language), *said, *buttons]
