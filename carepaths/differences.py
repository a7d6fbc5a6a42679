"""What changed between two versions, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepaths.comparing import What
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.describing import NAMELESS, Names, from_anchor, said
from carepaths.models import PathTrigger, Step


def differences(old: PathContent, new: PathContent, names: Names = NAMELESS) -> list[str]:
    """Each difference as a sentence; nothing when both say the same. `names` are those of the new one."""
    return [
        *_title(old, new),
        *_triggers(old, new),
        *_anchors(old, new),
        *_steps(old, new, names),
    ]


def of_words(before: StepDraft, step: StepDraft, names: Names) -> list[str]:
    """How a step differs from what it was, but for its moment and title; each without its name."""
    found = [*_what(before, step)]
    if before.conditions != step.conditions:
        found.append(said(step.conditions, names) or _("always"))
    return found


def in_short(
    what: What, old: PathContent, new: PathContent, key: UUID, *, at_once: bool = False
) -> list[str]:
    """What comes, goes or moves for somebody who goes from one version to the other, without a date."""
    before, after = old.step(key), new.step(key)
    title = {"title": (after or before or NOTHING).title}
    found = []
    if what is What.GOES or after is None:
        found.append(_("%(title)s: not sent any more.") % title)
    elif before is None:
        found.append(_("New: %(title)s, %(when)s.") % (title | {"when": when(after, new)}))
    elif what is What.COMES:
        found.append(_("%(title)s: is sent after all.") % title)
    elif when(before, old) != when(after, new):
        moments = {"old": when(before, old), "new": when(after, new)}
        found.append(_("%(title)s: from %(old)s to %(new)s.") % (title | moments))
    else:
        found.append(_("%(title)s: at another moment.") % title)
    return found + ([_("%(title)s: is sent at once.") % title] if at_once else [])


def when(step: StepDraft, content: PathContent) -> str:
    """When a step is done, such as "10 days before Appointment at 09:00"."""
    anchor = content.anchor(step.anchor)
    values = {
        "offset": from_anchor(step.offset, step.unit),
        "anchor": anchor.name if anchor else step.anchor,
        "time": f"{step.at:%H:%M}" if step.at else "",
    }
    sentence = _("%(offset)s %(anchor)s at %(time)s") if step.at else _("%(offset)s %(anchor)s")
    return sentence % values


NOTHING = StepDraft(0, None, "")


def _title(old: PathContent, new: PathContent) -> Iterator[str]:
    if old.title != new.title:
        yield _("The name was %(old)s and is now %(new)s.") % {"old": old.title, "new": new.title}


def _triggers(old: PathContent, new: PathContent) -> Iterator[str]:
    for trigger in new.triggers:
        if trigger not in old.triggers:
            yield _("Starts from now on by: %(start)s.") % {"start": _start(trigger)}
    for trigger in old.triggers:
        if trigger not in new.triggers:
            yield _("Does not start any more by: %(start)s.") % {"start": _start(trigger)}


def _start(trigger: TriggerDraft) -> str:
    kind = dict(PathTrigger.Kind.choices).get(trigger.kind, trigger.kind)
    name = trigger.code_name or trigger.code
    days = ""
    if trigger.kind == PathTrigger.Kind.APPOINTMENT:
        days = ngettext("%(days)d day ahead", "%(days)d days ahead", trigger.days_ahead) % {
            "days": trigger.days_ahead
        }
    return ", ".join(str(each) for each in (kind, name, days) if each)


def _anchors(old: PathContent, new: PathContent) -> Iterator[str]:
    for anchor in new.anchors:
        before = old.anchor(anchor.key)
        if before is None:
            yield _("New moment to count from: %(name)s.") % {"name": anchor.name}
        elif before != anchor:
            yield _("The moment %(name)s was changed.") % {"name": _renamed(before, anchor)}
    for anchor in old.anchors:
        if new.anchor(anchor.key) is None:
            yield _("No longer counts from: %(name)s.") % {"name": anchor.name}


def _renamed(before: AnchorDraft, anchor: AnchorDraft) -> str:
    return anchor.name if before.name == anchor.name else f"{before.name} → {anchor.name}"


def _steps(old: PathContent, new: PathContent, names: Names) -> Iterator[str]:
    for step in new.steps:
        before = old.step(step.key)
        if before is None:
            yield _("New: %(title)s, %(when)s.") % {"title": step.title, "when": when(step, new)}
        else:
            yield from _of_step(before, step, when(before, old), when(step, new), names)
    for step in old.steps:
        if new.step(step.key) is None:
            yield _("Gone: %(title)s, %(when)s.") % {"title": step.title, "when": when(step, old)}


def _of_step(before: StepDraft, step: StepDraft, old: str, new: str, names: Names) -> Iterator[str]:
    """`old` and `new` are when it was and is done."""
    name = {"title": step.title}
    if before.title != step.title:
        yield _("%(old)s is now called %(title)s.") % (name | {"old": before.title})
    if old != new:
        yield _("%(title)s: from %(old)s to %(new)s.") % (name | {"old": old, "new": new})
    for what in of_words(before, step, names):
        yield _("%(title)s: %(what)s.") % (name | {"what": what})


def _what(before: StepDraft, step: StepDraft) -> Iterator[str]:
    if before.kind != step.kind:
        kinds = dict(Step.Kind.choices)
        yield _("is now a %(kind)s") % {"kind": kinds.get(step.kind, step.kind)}
    if _repetition(before) != _repetition(step):
        yield _("how often it is repeated was changed")
    if before.text != step.text:
        yield _("the text was changed")
    if before.texts != step.texts:
        yield _("the text in another language was changed")
    if before.buttons != step.buttons:
        yield _("the buttons were changed")
    if _asked(before) != _asked(step):
        yield _("what is asked or by when was changed")


def _repetition(step: StepDraft) -> tuple[object, ...]:
    return (step.repeat_days, step.repeat_times, step.until)


def _asked(step: StepDraft) -> tuple[object, ...]:
    return (step.questionnaire, step.result_code, step.deadline_days)
