"""What a version says, apart from the database: for the studio, ready-made paths and files. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID, uuid4

from carepaths.conditions import Condition

APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class TriggerDraft:
    """What starts the path; see `PathTrigger`. A department is named by its code, empty is the path's own."""

    kind: str
    code: str = ""
    code_name: str = ""
    department: str = ""
    days_ahead: int = 1
    of_step: UUID | None = None
    questionnaire: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class AnchorDraft:
    """A named moment; see `PathAnchor`."""

    key: str
    name: str
    source: str
    has_time: bool = True
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as it is written; see `Step` for the fields."""

    offset: int
    at: time | None
    title: str
    text: str = ""
    kind: str = "task"
    unit: str = "days"
    anchor: str = APPOINTMENT
    conditions: tuple[Condition, ...] = ()
    repeat_days: int | None = None
    repeat_times: int = 1
    until: tuple[Condition, ...] = ()
    result_code: str = ""
    deadline_days: int | None = None
    buttons: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    questionnaire: str = ""
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class PathContent:
    """A whole version: what starts it, what it counts from, what it does."""

    title: str
    steps: tuple[StepDraft, ...] = ()
    anchors: tuple[AnchorDraft, ...] = ()
    triggers: tuple[TriggerDraft, ...] = ()

    def step(self, key: UUID | None) -> StepDraft | None:
        """The step with this key."""
        return next((step for step in self.steps if step.key == key), None)

    def anchor(self, key: str) -> AnchorDraft | None:
        """The anchor with this key."""
        return next((anchor for anchor in self.anchors if anchor.key == key), None)
