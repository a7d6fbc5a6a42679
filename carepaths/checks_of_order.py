"""Steps that wait for each other's answer, so that none of them is ever sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from carepaths.conditions import Kind
from carepaths.content import PathContent
from carepaths.problems import Problem

# What these ask for must have been answered first.
WAITS = (Kind.DONE, Kind.ANSWER)
Waits = Mapping[UUID, set[UUID]]


def order_problems(content: PathContent) -> Iterator[Problem]:
    """Each step of a circle, with the one that it waits for."""
    waits: Waits = {
        step.key: {each.step for each in step.conditions if each.kind in WAITS and each.step} - {step.key}
        for step in content.steps
    }
    titles = {step.key: step.title for step in content.steps}
    for number, step in enumerate(content.steps, 1):
        for asked in waits[step.key]:
            if asked in titles and _leads_to(step.key, asked, waits):
                sentence = _("This step and %(title)s wait for each other, so neither is ever sent.")
                yield Problem("conditions", sentence % {"title": titles[asked]}, step=number)


def _leads_to(goal: UUID, start: UUID, waits: Waits) -> bool:
    seen, ahead = set(), [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            ahead += waits.get(here, ())
    return False
