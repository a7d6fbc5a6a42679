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
from carepaths.fhir.elements import FileRefused
from carepaths.fhir.reading import from_bytes
from carepaths.fhir.writing import to_plan_definition
from carepaths.models import CarePathVersion
from questionnaires.fhir.structure import check_structure
from questionnaires.fhir.unfit import Unfit
from tenants.models import Department

RESOURCE = "PlanDefinition"


def export_version(*, version: CarePathVersion) -> bytes:
    """The file of a version, the same for the same content."""
    return json.dumps(to_plan_definition(content_of(version)), ensure_ascii=False, indent=2).encode()


def read_path(data: bytes) -> PathContent:
    """What a file from elsewhere says; refused with the element that is not as it must be."""
    content = from_bytes(data)
    try:
        check_structure(json.loads(data), resource=RESOURCE)
    except Unfit as unfit:
        place = RESOURCE if unfit.element == RESOURCE else f"{RESOURCE}.{unfit.element}"
        raise FileRefused(place, unfit.why) from None
    return content


def departments_elsewhere(content: PathContent) -> list[str]:
    """The codes of departments that this organisation does not have."""
    codes = {trigger.department for trigger in content.triggers if trigger.department}
    known = Department.objects.filter(code__in=codes).values_list("code", flat=True) if codes else ()
    return sorted(codes - set(known))


def import_path(*, department: Department, content: PathContent) -> CarePathVersion:
    """A new path with this as its draft. Refused with every problem and its place.

    A start at a department that is not here becomes one at the department of the path.
    """
    elsewhere = departments_elsewhere(content)
    triggers = [
        replace(each, department="" if each.department in elsewhere else each.department)
        for each in content.triggers
    ]
    content = with_own_keys(replace(content, triggers=tuple(triggers)))
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
