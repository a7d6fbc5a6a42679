"""Between the rows of a version and its content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID

from carepaths import conditions
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.models import CarePathVersion, PathAnchor, PathTrigger, Step
from tenants.models import Department

STEP_FIELDS = (
    "offset",
    "at",
    "title",
    "text",
    "kind",
    "unit",
    "anchor",
    "repeat_days",
    "repeat_times",
    "result_code",
    "deadline_days",
    "buttons",
    "texts",
    "questionnaire",
    "key",
)
TRIGGER_FIELDS = ("kind", "code", "code_name", "days_ahead", "of_step", "questionnaire", "item")
ANCHOR_FIELDS = ("key", "name", "source", "has_time", "is_required")


def content_of(version: CarePathVersion) -> PathContent:
    """What a version says; three statements."""
    return contents_of([version])[version.id]


def contents_of(versions: Collection[CarePathVersion]) -> dict[UUID, PathContent]:
    """What each of some versions of one path says, by the id of the version; three statements in all."""
    ids = [version.id for version in versions]
    steps, anchors, triggers = defaultdict(list), defaultdict(list), defaultdict(list)
    for step in Step.objects.filter(version__in=ids).order_by("number", "offset", "at"):
        steps[step.version_id].append(draft_of(step))
    for anchor in PathAnchor.objects.filter(version__in=ids).order_by("number", "key"):
        anchors[anchor.version_id].append(_anchor(anchor))
    rows = PathTrigger.objects.filter(version__in=ids).select_related("department")
    for trigger in rows.order_by("kind", "code"):
        triggers[trigger.version_id].append(_trigger(trigger))
    return {
        version.id: PathContent(
            version.path.title,
            tuple(steps[version.id]),
            tuple(anchors[version.id]),
            tuple(triggers[version.id]),
        )
        for version in versions
    }


def draft_of(step: Step) -> StepDraft:
    """A step as it is written."""
    return StepDraft(
        **{name: getattr(step, name) for name in STEP_FIELDS},
        conditions=conditions.from_json(step.conditions),
        until=conditions.from_json(step.until),
    )


def _anchor(row: PathAnchor) -> AnchorDraft:
    return AnchorDraft(**{name: getattr(row, name) for name in ANCHOR_FIELDS})


def _trigger(row: PathTrigger) -> TriggerDraft:
    facts = {name: getattr(row, name) for name in TRIGGER_FIELDS}
    return TriggerDraft(**facts, department=row.department.code if row.department else "")


def write_content(*, version: CarePathVersion, content: PathContent) -> None:
    """Let the rows of a draft say this and nothing else. Checked by whoever calls."""
    for model in (Step, PathAnchor, PathTrigger):
        model._default_manager.filter(version=version).delete()
    for number, step in enumerate(content.steps, 1):
        written = {name: getattr(step, name) for name in STEP_FIELDS}
        Step.objects.create(
            version=version,
            number=number,
            **written,
            conditions=conditions.to_json(step.conditions),
            until=conditions.to_json(step.until),
        )
    for number, anchor in enumerate(content.anchors):
        PathAnchor.objects.create(version=version, number=number, **asdict(anchor))
    codes = {trigger.department for trigger in content.triggers if trigger.department}
    departments = {each.code: each for each in Department.objects.filter(code__in=codes)}
    for trigger in content.triggers:
        facts = asdict(trigger) | {"department": departments.get(trigger.department)}
        PathTrigger.objects.create(version=version, **facts)
