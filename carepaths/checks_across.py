"""What is wrong with a version beside the other paths and lists of the organisation."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from carepaths.checks import PathRefused
from carepaths.content import PathContent, TriggerDraft
from carepaths.models import CarePath, CarePathVersion, PathTrigger, Step
from carepaths.naming import fixed_answers_of
from carepaths.problems import Problem
from questionnaires import queries as lists
from questionnaires.fixed import FixedAnswer, fixed_answers
from tenants.models import Department

Kind = PathTrigger.Kind


def check_across(path: CarePath, content: PathContent, *, is_turned_on: bool = False) -> None:
    """Raise `PathRefused` for what only the organisation knows: departments, lists, other paths."""
    problems = [*_departments(content), *_answers_of_lists(content)]
    if is_turned_on:
        problems += [*_same_start(path, content), *_loops(path, content), *_lists(path, content)]
        problems += _never_starts(path, content)
    if problems:
        raise PathRefused(problems)


def _departments(content: PathContent) -> Iterator[Problem]:
    codes = {trigger.department for trigger in content.triggers if trigger.department}
    known = set(Department.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
    for number, trigger in enumerate(content.triggers, 1):
        if trigger.department and trigger.department not in known:
            sentence = _("There is no department with code %(code)s here.")
            yield Problem("department", sentence % {"code": trigger.department}, trigger=number)


def _same_start(path: CarePath, content: PathContent) -> Iterator[Problem]:
    """One visit starts one path, so two that are on may not start with the same kind at one department."""
    others = PathTrigger.objects.filter(kind=Kind.APPOINTMENT, version__state=CarePathVersion.State.ACTIVE)
    taken = {
        (row.department_id or row.version.path.department_id, row.code): row.version.path.title
        for row in others.exclude(version__path=path).select_related("version__path")
    }
    for number, trigger in enumerate(content.triggers, 1):
        title = (
            taken.get((_department_id(path, trigger), trigger.code))
            if trigger.kind == Kind.APPOINTMENT
            else None
        )
        if title:
            sentence = _("%(title)s is on already and starts with the same kind of appointment.")
            yield Problem("code", sentence % {"title": title}, trigger=number)


def _department_id(path: CarePath, trigger: TriggerDraft) -> UUID:
    if not trigger.department:
        return path.department_id
    return Department.objects.values_list("id", flat=True).get(code=trigger.department)


def _loops(path: CarePath, content: PathContent) -> Iterator[Problem]:
    """A path may not start another that, in the end, starts it again."""
    starts = _who_starts_whom(path)
    for number, trigger in enumerate(content.triggers, 1):
        for source in _askers(path, trigger):
            if _reaches(path.id, source, starts | {}):
                yield Problem(
                    "of_step",
                    _("That path is started by this one, so they would start each other."),
                    trigger=number,
                )


def _never_starts(path: CarePath, content: PathContent) -> Iterator[Problem]:
    """A start on an answer that nothing here asks for, as in a path from elsewhere."""
    for number, trigger in enumerate(content.triggers, 1):
        if trigger.kind != Kind.ANSWER:
            continue
        is_known = lists.edition(trigger.questionnaire) if trigger.questionnaire else _askers(path, trigger)
        if not is_known:
            sentence = _("No care path or question list here asks this, so it never starts this path.")
            yield Problem("of_step", sentence, trigger=number)


def _who_starts_whom(path: CarePath) -> dict[UUID, set[UUID]]:
    """For each path that is on, those that one of its answers starts."""
    starts: dict[UUID, set[UUID]] = {}
    active = PathTrigger.objects.filter(kind=Kind.ANSWER, version__state=CarePathVersion.State.ACTIVE)
    for row in active.exclude(version__path=path).select_related("version"):
        draft = TriggerDraft(row.kind, of_step=row.of_step, questionnaire=row.questionnaire)
        for source in _askers(path, draft):
            starts.setdefault(source, set()).add(row.version.path_id)
    return starts


def _askers(path: CarePath, trigger: TriggerDraft) -> set[UUID]:
    """The paths that ask what a trigger waits for."""
    if trigger.kind != Kind.ANSWER:
        return set()
    steps = Step.objects.exclude(version__state=CarePathVersion.State.RETIRED)
    if trigger.of_step:
        steps = steps.filter(key=trigger.of_step)
    else:
        steps = steps.filter(questionnaire__startswith=trigger.questionnaire.partition("|")[0])
    return set(steps.values_list("version__path_id", flat=True))


def _reaches(start: UUID, goal: UUID, starts: dict[UUID, set[UUID]]) -> bool:
    seen, ahead = set(), [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            ahead += starts.get(here, ())
    return False


def _lists(path: CarePath, content: PathContent) -> Iterator[Problem]:
    for number, step in enumerate(content.steps, 1):
        if step.kind != Step.Kind.QUESTIONNAIRE:
            continue
        edition = lists.edition(step.questionnaire)
        if edition is None or not lists.is_used(path.department, edition):
            sentence = _("%(department)s does not work with this question list. Turn it on first.")
            yield Problem("questionnaire", sentence % {"department": path.department.name}, step=number)


def _answers_of_lists(content: PathContent) -> Iterator[Problem]:
    """A question or an answer that its list does not have, so that the condition or start never holds."""
    fixed = fixed_answers_of(content)
    never = _("This list has no such question or answer, so this never holds.")
    for number, step in enumerate(content.steps, 1):
        for field, conditions in (("conditions", step.conditions), ("until", step.until)):
            for each in conditions:
                asked = content.step(each.step) if each.item else None
                known = fixed.get(asked.questionnaire) if asked else None
                if known is not None and not _has(known, each.item, each.value):
                    yield Problem(field, never, step=number)
    for number, trigger in enumerate(content.triggers, 1):
        edition = lists.edition(trigger.questionnaire) if trigger.questionnaire else None
        if edition and not _has(fixed_answers(edition), trigger.item, trigger.code):
            yield Problem("of_step", never, trigger=number)


def _has(known: list[FixedAnswer], item: str, code: str) -> bool:
    return any((each.item, each.code) == (item, code) for each in known)
