"""What is wrong with the anchors of a version and with what starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from carepaths.content import AnchorDraft, PathContent, TriggerDraft
from carepaths.models import PathAnchor, PathTrigger
from carepaths.problems import Problem
from carepaths.wording import KNOWN

Source = PathAnchor.Source
Kind = PathTrigger.Kind
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
# Where what starts the path is no person who can fill in a date.
BY_ITSELF = (Kind.APPOINTMENT, Kind.ANSWER, Kind.RESULT, Kind.DISCHARGE)


def anchor_problems(content: PathContent) -> Iterator[Problem]:
    """Each anchor alone, and whether everything that starts the path gives it a moment."""
    seen: set[str] = set()
    sources = [anchor.source for anchor in content.anchors]
    for number, anchor in enumerate(content.anchors, 1):
        for field, sentence in _of_anchor(anchor, seen):
            yield Problem(field, sentence, anchor=number)
        if anchor.source == Source.APPOINTMENT and sources.index(anchor.source) < number - 1:
            yield Problem("source", _("A path is around one appointment only."), anchor=number)
        for field, sentence in _without_moment(content, anchor):
            yield Problem(field, sentence, anchor=number)
        seen.add(anchor.key)


def trigger_problems(content: PathContent) -> Iterator[Problem]:
    """Each trigger alone; that no path starts itself."""
    for number, trigger in enumerate(content.triggers, 1):
        if trigger in content.triggers[: number - 1]:
            yield Problem("kind", _("This start stands there twice."), trigger=number)
        for field, sentence in _of_trigger(content, trigger):
            yield Problem(field, sentence, trigger=number)


def _of_anchor(anchor: AnchorDraft, seen: set[str]) -> Iterator[tuple[str, str]]:
    is_appointment = anchor.key == Source.APPOINTMENT and anchor.source == Source.APPOINTMENT
    if not KEY.fullmatch(anchor.key) or (anchor.key in KNOWN and not is_appointment):
        yield (
            "key",
            _("Use a short name in small letters that is not a placeholder already, such as punctie."),
        )
    if anchor.key in seen:
        yield "key", _("There is another anchor with this name.")
    if not anchor.name.strip() or len(anchor.name) > 60:
        yield "name", _("Give the anchor a name of at most %(number)d characters.") % {"number": 60}
    if anchor.source not in Source.values:
        yield "source", _("Say where the moment of this anchor comes from.")


def _without_moment(content: PathContent, anchor: AnchorDraft) -> Iterator[tuple[str, str]]:
    kinds = {trigger.kind for trigger in content.triggers}
    if anchor.source == Source.DISCHARGE and anchor.is_required and kinds - {Kind.DISCHARGE, Kind.BY_HAND}:
        yield (
            "source",
            _("Only a discharge gives this anchor its moment, and something else starts this path too."),
        )
    if not anchor.is_required:
        return
    if anchor.source == Source.TEAM and kinds & set(BY_ITSELF):
        yield (
            "is_required",
            _("This path also starts by itself, when nobody can enter this moment. Let it come later."),
        )
    if anchor.source == Source.APPOINTMENT and kinds - {Kind.APPOINTMENT, Kind.BY_HAND}:
        yield (
            "source",
            _("Without an appointment this anchor has no moment, and something else starts this path too."),
        )


def _of_trigger(content: PathContent, trigger: TriggerDraft) -> Iterator[tuple[str, str]]:
    if trigger.kind not in Kind.values:
        yield "kind", _("Choose what starts the path.")
    if trigger.kind in (Kind.APPOINTMENT, Kind.RESULT) and not trigger.code.strip():
        yield "code", _("Say which kind.")
    if len(trigger.code) > 80 or len(trigger.code_name) > 80:
        yield "code", _("A code or name has at most %(number)d characters.") % {"number": 80}
    if trigger.kind == Kind.ANSWER:
        yield from _of_answer(content, trigger)


def _of_answer(content: PathContent, trigger: TriggerDraft) -> Iterator[tuple[str, str]]:
    if not trigger.code.strip():
        yield "code", _("Say which answer.")
    if trigger.of_step is None and not (trigger.questionnaire and trigger.item):
        yield "of_step", _("Say what is answered.")
    own_lists = {step.questionnaire.partition("|")[0] for step in content.steps if step.questionnaire}
    is_own_list = trigger.questionnaire and trigger.questionnaire.partition("|")[0] in own_lists
    if is_own_list or content.step(trigger.of_step):
        yield "of_step", _("This path asks that itself, so it would start itself again and again.")
