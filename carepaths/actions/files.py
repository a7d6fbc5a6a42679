"""A path in and out of the organisation, as one file."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

from carepaths.actions.paths import create_path, draft_version
from carepaths.actions.writing import content_of
from carepaths.checks import check
from carepaths.conditions import Condition
from carepaths.content import PathContent
from carepaths.fhir.reading import from_bytes
from carepaths.fhir.writing import to_plan_definition
from carepaths.models import CarePathVersion
from tenants.models import Department


def export_version(*, version: CarePathVersion) -> bytes:
    """The file of a version, the same for the same content."""
    return json.dumps(to_plan_definition(content_of(version)), ensure_ascii=False, indent=2).encode()


def import_path(*, department: Department, data: bytes) -> CarePathVersion:
    """A new path with the file as its draft. Refused with the element, or every problem and its place."""
    content = with_own_keys(from_bytes(data))
    check(content)
    path = create_path(department=department, title=content.title)
    return draft_version(path=path, steps=content.steps, triggers=content.triggers, anchors=content.anchors)


def with_own_keys(content: PathContent) -> PathContent:
    """The same path as a path of its own: no step of it is a step of the one it was copied from."""
    keys = {step.key: uuid4() for step in content.steps}

    def own(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(
            replace(each, step=keys.get(each.step, each.step) if each.step else None) for each in conditions
        )

    steps = [
        replace(step, key=keys[step.key], conditions=own(step.conditions), until=own(step.until))
        for step in content.steps
    ]
    return replace(content, steps=tuple(steps))
