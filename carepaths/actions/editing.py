"""Changes to the draft of a path, one at a time, each checked as a whole. What was saved before stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from carepaths.actions.paths import new_draft, save_draft
from carepaths.actions.writing import content_of
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.models import CarePath, CarePathVersion, Step
from rowsecurity.errors import NotFound

MINUTES = {Step.Unit.HOURS: 60, Step.Unit.DAYS: 24 * 60, Step.Unit.WORKING_DAYS: 7 * 24 * 60 // 5}


def edit(*, path: CarePath, change: Callable[[PathContent], PathContent]) -> CarePathVersion:
    """Change the draft, made if there is none, under the lock of the path."""
    version = new_draft(path=path)
    save_draft(version=version, content=change(content_of(version)))
    return version


def put_step(*, path: CarePath, step: StepDraft) -> None:
    """Add a step, or let the one with its key say this."""

    def change(content: PathContent) -> PathContent:
        return in_order(replace(content, steps=(*_without(content, step.key), step)))

    edit(path=path, change=change)


def copy_step(*, path: CarePath, key: UUID) -> UUID:
    """The same once more, to change; returns its key."""
    new = uuid4()

    def change(content: PathContent) -> PathContent:
        step = _found(content, key)
        title = _("Copy of %(title)s") % {"title": step.title}
        return in_order(replace(content, steps=(*content.steps, replace(step, key=new, title=title[:80]))))

    edit(path=path, change=change)
    return new


def shift_step(*, path: CarePath, key: UUID, by: int) -> StepDraft:
    """Let a step come so many of its own days or hours later, or earlier; returns it as it is now."""

    def change(content: PathContent) -> PathContent:
        step = _found(content, key)
        return in_order(replace(content, steps=(*_without(content, key), _shifted(step, by))))

    before = content_of(new_draft(path=path))
    edit(path=path, change=change)
    return _shifted(_found(before, key), by)


def remove_step(*, path: CarePath, key: UUID) -> None:
    """Refused while a condition of another step looks at it."""

    def change(content: PathContent) -> PathContent:
        _found(content, key)
        return replace(content, steps=_without(content, key))

    edit(path=path, change=change)


def set_beginning(
    *, path: CarePath, title: str, anchors: tuple[AnchorDraft, ...], triggers: tuple[TriggerDraft, ...]
) -> None:
    """How the path is called, what starts it and what its steps count from."""

    def change(content: PathContent) -> PathContent:
        return in_order(replace(content, title=title, anchors=anchors, triggers=triggers))

    edit(path=path, change=change)


def in_order(content: PathContent) -> PathContent:
    """Steps stand by anchor, and there in order of time, so that their numbers are those on the page."""
    places = {anchor.key: place for place, anchor in enumerate(content.anchors)}
    steps = sorted(content.steps, key=lambda step: (places.get(step.anchor, 99), roughly(step)))
    return replace(content, steps=tuple(steps))


def roughly(step: StepDraft) -> int:
    """Minutes from the anchor, as far as that can be said without its moment."""
    clock = step.at.hour * 60 + step.at.minute if step.at and step.unit != Step.Unit.HOURS else 0
    return step.offset * MINUTES[Step.Unit(step.unit)] + clock


def _found(content: PathContent, key: UUID) -> StepDraft:
    step = content.step(key)
    if step is None:
        raise NotFound(_("This step is not in the draft any more."))
    return step


def _shifted(step: StepDraft, by: int) -> StepDraft:
    return replace(step, offset=step.offset + by)


def _without(content: PathContent, key: UUID) -> tuple[StepDraft, ...]:
    return tuple(step for step in content.steps if step.key != key)
