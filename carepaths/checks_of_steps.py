"""What is wrong with one step of a version."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from carepaths.checks_of_conditions import condition_problems
from carepaths.content import AnchorDraft, PathContent, StepDraft
from carepaths.models import PathAnchor, Step
from carepaths.problems import Problem
from carepaths.wording import known_placeholders, unknown_placeholders
from conversations.models import Task

Kind = Step.Kind
SPEAKS = (Kind.MESSAGE, Kind.TASK, Kind.LETTER, Kind.TEAM_TASK, Kind.VIDEO)
# Nothing of these can be planned before they are there.
NOT_BEFORE = (PathAnchor.Source.START, PathAnchor.Source.DISCHARGE)
MOST_TIMES, MOST_DAYS = 100, 730
Found = Iterator[tuple[str, str]]


def step_problems(content: PathContent, number: int, step: StepDraft) -> list[Problem]:
    """Everything that is wrong with one step."""
    anchor = content.anchor(step.anchor)
    found = [*_of_moment(step, anchor), *_of_repetition(step), *_of_text(content, step), *_of_kind(step)]
    found += condition_problems(content, step)
    return [Problem(field, sentence, step=number) for field, sentence in found]


def _of_moment(step: StepDraft, anchor: AnchorDraft | None) -> Found:
    if anchor is None:
        yield "anchor", _("This step counts from an anchor that does not exist.")
        return
    if step.unit not in Step.Unit.values or abs(step.offset) > MOST_DAYS * 24:
        yield "offset", _("Choose a number of days, hours or working days.")
    if step.unit != Step.Unit.HOURS and abs(step.offset) > MOST_DAYS:
        yield "offset", _("A step is at most %(number)d days from its anchor.") % {"number": MOST_DAYS}
    if step.unit == Step.Unit.HOURS and not anchor.has_time:
        yield "unit", _("%(name)s is a day without an hour; count in days from it.") % {"name": anchor.name}
    if step.unit != Step.Unit.HOURS and step.at is None:
        yield "at", _("Say at what time.")
    if step.kind == Kind.VIDEO:
        yield from _of_room(step, anchor)
    if step.offset < 0 and anchor.source in NOT_BEFORE:
        sentence = _("This step comes before %(name)s, and nothing is known of it before then.")
        yield "offset", sentence % {"name": anchor.name}


def _of_room(step: StepDraft, anchor: AnchorDraft) -> Found:
    """A video visit is at the moment of its anchor, so that the way in comes before it."""
    if not anchor.has_time:
        yield (
            "anchor",
            _("%(name)s is a day without an hour; a video visit needs one.") % {"name": anchor.name},
        )
    if step.offset > 0 or (step.offset == 0 and step.unit != Step.Unit.HOURS):
        yield "offset", _("The way to the waiting room comes before the moment: a day or more, or in hours.")


def _of_repetition(step: StepDraft) -> Found:
    if not 1 <= step.repeat_times <= MOST_TIMES:
        yield "repeat_times", _("Repeat at most %(number)d times.") % {"number": MOST_TIMES}
    if step.repeat_times > 1 and not (step.repeat_days and 1 <= step.repeat_days <= 365):
        yield "repeat_days", _("Say after how many days it is repeated.")
    if step.until and step.repeat_times == 1:
        yield "until", _("A step that is not repeated cannot end on a condition.")
    if step.repeat_times > 1 and step.kind == Kind.VIDEO:
        yield "repeat_times", _("A waiting room is opened once.")
    if step.repeat_times > 1 and step.kind == Kind.END:
        yield "repeat_times", _("The end of a path cannot be repeated.")


def _of_text(content: PathContent, step: StepDraft) -> Found:
    if not step.title.strip() or len(step.title) > 80:
        yield "title", _("Give the step a title of at most %(number)d characters.") % {"number": 80}
    if step.kind in SPEAKS and not step.text.strip():
        yield "text", _("Write what is said.")
    if len(step.text) > 2000:
        yield "text", _("A text has at most %(number)d characters.") % {"number": 2000}
    known = known_placeholders(content)
    for field, text in _texts(step):
        for name in sorted(unknown_placeholders(text, known)):
            yield field, _("Nothing can be filled in for {%(name)s}.") % {"name": name}
    for language in step.texts:
        if language not in dict(settings.LANGUAGES):
            yield "texts", _("There is no language %(code)s here.") % {"code": language}


def _texts(step: StepDraft) -> Iterator[tuple[str, str]]:
    yield "text", step.text
    yield "title", step.title
    for button in step.buttons:
        yield "buttons", str(button.get("text", ""))
    for language, words in step.texts.items():
        yield f"texts.{language}", f"{words.get('title', '')} {words.get('text', '')}"
        for button in words.get("buttons", {}).values():
            yield f"texts.{language}", f"{button.get('label', '')} {button.get('text', '')}"


def _of_kind(step: StepDraft) -> Found:
    if step.kind not in Kind.values:
        yield "kind", _("Choose what this step is.")
    if step.kind == Kind.QUESTIONNAIRE and not step.questionnaire:
        yield "questionnaire", _("Choose a question list.")
    if step.kind == Kind.TASK:
        yield from _of_buttons(step)


def _of_buttons(step: StepDraft) -> Found:
    keys = [button.get("key", "") for button in step.buttons]
    allowed = (Task.Effect.DONE, Task.Effect.EXPLAIN, Task.Effect.ASK_TEAM)
    if len(set(keys)) < len(keys) or not all(0 < len(key) <= 20 for key in keys):
        yield (
            "buttons",
            _("Each button needs a key of its own, of at most %(number)d characters.") % {"number": 20},
        )
    if any(not str(button.get("label", "")).strip() for button in step.buttons):
        yield "buttons", _("Each button says what happens.")
    if any(button.get("effect") not in allowed for button in step.buttons):
        yield "buttons", _("Choose what happens with each button.")
    if not step.buttons:
        yield "buttons", _("Give this message at least one button, or make it a message without.")
    elif all(button.get("effect") == Task.Effect.EXPLAIN for button in step.buttons):
        yield "buttons", _("With these buttons nobody can ever be ready.")
