"""What is wrong with a version as it is written, each with its place. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carepaths.checks_of_anchors import anchor_problems, trigger_problems
from carepaths.checks_of_order import order_problems
from carepaths.checks_of_steps import step_problems
from carepaths.content import PathContent
from carepaths.problems import Problem
from rowsecurity.errors import Refused

MOST_STEPS = 60


@dataclass
class PathRefused(Refused):
    """A version that cannot be saved or turned on, with everything that is wrong with it."""

    problems: list[Problem]

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.said for problem in problems))


def check(content: PathContent, *, is_turned_on: bool = False) -> None:
    """Raise `PathRefused` when anything is wrong."""
    problems = problems_of(content, is_turned_on=is_turned_on)
    if problems:
        raise PathRefused(problems)


def problems_of(content: PathContent, *, is_turned_on: bool = False) -> list[Problem]:
    """Everything that is wrong; a draft may still lack steps and what starts it."""
    found = [*_of_whole(content), *anchor_problems(content), *trigger_problems(content)]
    for number, step in enumerate(content.steps, 1):
        found += step_problems(content, number, step)
    found += order_problems(content)
    if is_turned_on:
        found += _unfinished(content)
    return found


def _of_whole(content: PathContent) -> Iterator[Problem]:
    if not content.title.strip():
        yield Problem("title", _("Give the path a name."))
    if len(content.title) > 80:
        yield Problem("title", _("A name has at most %(number)d characters.") % {"number": 80})
    if len(content.steps) > MOST_STEPS:
        yield Problem("steps", _("A path has at most %(number)d steps.") % {"number": MOST_STEPS})
    keys = [step.key for step in content.steps]
    for number, key in enumerate(keys, 1):
        if key in keys[: number - 1]:
            yield Problem("key", _("The same step stands there twice."), step=number)


def _unfinished(content: PathContent) -> Iterator[Problem]:
    if not content.steps:
        yield Problem("steps", _("This path has no steps yet."))
    if not content.triggers:
        yield Problem("triggers", _("Nothing starts this path yet. Choose what does."))
