"""A department's paths: drafted, turned on, replaced by the next version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from carepaths.models import CarePath, CarePathVersion, Step
from carepaths.wording import unknown_placeholders
from rowsecurity.errors import Refused
from tenants.models import Department


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as it is written; see `Step` for the fields."""

    offset_days: int
    at: time
    title: str
    text: str
    kind: str = Step.Kind.TASK
    condition: str = Step.Condition.NONE
    result_code: str = ""
    result_days: int = 30
    deadline_days: int | None = None
    buttons: list[dict[str, Any]] = field(default_factory=list)


def create_path(
    *, department: Department, title: str, visit_kind: str, visit_kind_name: str = ""
) -> CarePath:
    """A path without any version yet; it starts nothing."""
    return CarePath.objects.create(
        department=department, title=title, visit_kind=visit_kind, visit_kind_name=visit_kind_name
    )


def draft_version(*, path: CarePath, steps: Sequence[StepDraft], days_ahead: int = 1) -> CarePathVersion:
    """A new version that is not used yet; refused when a text names something nobody can fill in."""
    for step in steps:
        _check_placeholders([step.text, *(button.get("text", "") for button in step.buttons)])
    newest = path.versions.order_by("-number").first()
    version = CarePathVersion.objects.create(
        path=path, number=newest.number + 1 if newest else 1, days_ahead=days_ahead
    )
    for step in steps:
        Step.objects.create(version=version, **asdict(step))
    return version


def turn_on(*, version: CarePathVersion) -> None:
    """Use this version for new patients from now on; who follows an older one stays on it."""
    if version.state != CarePathVersion.State.DRAFT:
        raise Refused(_("Only a draft can be turned on."))
    older = CarePathVersion.objects.select_for_update().filter(path_id=version.path_id, state="active")
    older.update(state=CarePathVersion.State.RETIRED)
    version.state = CarePathVersion.State.ACTIVE
    version.save(update_fields=["state"])


def _check_placeholders(texts: list[str]) -> None:
    unknown = sorted(name for text in texts for name in unknown_placeholders(text))
    if unknown:
        sentence = _("Nothing can be filled in for {%(name)s}.")
        raise Refused(sentence % {"name": unknown[0]})
