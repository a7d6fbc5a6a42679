"""The list of what another version changes for whom, as somebody reads it before agreeing to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from carepaths.actions.following import Dated
from carepaths.actions.versions import Moving, preview_versions
from carepaths.actions.writing import contents_of
from carepaths.content import PathContent, StepDraft
from carepaths.describing import Names
from carepaths.differences import NOTHING, in_short, of_words
from carepaths.forms.following import DatesForm
from carepaths.forms.moments import WHICH
from carepaths.models import CarePathVersion, Enrolment
from carepaths.naming import names_in


@dataclass(frozen=True, slots=True)
class Line:
    """One step that comes (no `before`), goes (no `after`), moves, or is said otherwise."""

    title: str
    before: datetime | None
    after: datetime | None
    is_at_once: bool = False
    said: str = ""
    # The same in sentences without a date, so that it reads the same for everybody for whom it is.
    in_short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mover:
    """One patient, what changes for them, and fields for the moments that are missing."""

    moving: Moving
    lines: list[Line]
    form: DatesForm

    @property
    def enrolment(self) -> Enrolment:
        return self.moving.enrolment

    @property
    def may_move(self) -> bool:
        return not self.moving.missing

    @property
    def mark(self) -> str:
        """The same as long as the list for this patient says the same."""
        seen = [
            (each.what, each.key, each.occurrence, self._at(each.before), self._at(each.after))
            for each in self.moving.changes
        ]
        return sha256(repr(seen).encode()).hexdigest()[:16]

    def _at(self, moment: datetime | None) -> object:
        """What is made good at once has the moment of looking: that is no change."""
        return "at once" if moment == self.moving.seen_at else moment and moment.timestamp()


@dataclass(frozen=True, slots=True)
class Alike:
    """Patients for whom the same changes, each at their own moments; what changes, in sentences."""

    sentences: tuple[str, ...]
    from_number: int
    movers: list[Mover]

    @property
    def is_alone(self) -> bool:
        return len(self.movers) == 1

    @property
    def asks_dates(self) -> bool:
        return any(not each.may_move for each in self.movers)


def alike(found: Iterable[Mover]) -> list[Alike]:
    """Who has the same changes together, the most patients first; who lacks a date after everybody else."""
    groups: dict[tuple[frozenset[str], int, bool], Alike] = {}
    for mover in sorted(found, key=lambda each: each.enrolment.patient.formal_name):
        sentences = tuple(dict.fromkeys(each for line in mover.lines for each in line.in_short))
        number = mover.enrolment.version.number
        key = (frozenset(sentences), number, mover.may_move)
        groups.setdefault(key, Alike(sentences, number, [])).movers.append(mover)
    return sorted(groups.values(), key=lambda group: (group.asks_dates, -len(group.movers)))


def movers(*, enrolments: Sequence[Enrolment], version: CarePathVersion, data: Any = None) -> list[Mover]:
    """For each of these what changes; `data` is a form that was sent, with moments that were missing."""
    bare = preview_versions(enrolments=enrolments, version=version)
    forms = {each.enrolment.id: _form(each, data) for each in bare}
    dated = {who: form.dated() for who, form in forms.items() if form.is_valid()}
    found = preview_versions(enrolments=enrolments, version=version, dated=dated) if data else bare
    versions = {each.version_id: each.version for each in enrolments} | {version.id: version}
    contents = contents_of(list(versions.values()))
    names = names_in(contents[version.id])
    return [
        Mover(
            each,
            _lines(each, contents[each.enrolment.version_id], contents[version.id], names),
            forms[each.enrolment.id],
        )
        for each in found
    ]


def moments_given(found: Sequence[Mover]) -> Mapping[UUID, Mapping[str, Dated]]:
    """What was typed for whom."""
    return {each.enrolment.id: each.form.dated() for each in found if each.form.is_valid()}


def _form(moving: Moving, data: Any) -> DatesForm:
    form = DatesForm(data, anchors=moving.missing, prefix=str(moving.enrolment.id))
    for name, each in form.fields.items():
        # Of who stays on the old version nothing is asked; which of two hours follows from what was typed.
        each.required = name.endswith(WHICH)
    return form


def _lines(moving: Moving, old: PathContent, new: PathContent, names: Names) -> list[Line]:
    lines = []
    for change in moving.changes:
        before, after = old.step(change.key), new.step(change.key)
        at_once = change.after == moving.seen_at
        title, said = (after or before or NOTHING).title, _said(before, after, names)
        short = in_short(change.what, old, new, change.key, at_once=at_once)
        short += [_("%(title)s: %(what)s.") % {"title": title, "what": said}] if said else []
        lines.append(Line(title, change.before, change.after, at_once, said, tuple(short)))
    for moment in moving.stays:
        before, after = old.step(moment.key), new.step(moment.key)
        if said := _said(before, after, names):
            assert after is not None
            short = [_("%(title)s: %(what)s.") % {"title": after.title, "what": said}]
            lines.append(Line(after.title, moment.due_at, moment.due_at, False, said, tuple(short)))
    return sorted(lines, key=lambda line: line.after or line.before or moving.seen_at)


def _said(before: StepDraft | None, after: StepDraft | None, names: Names) -> str:
    """How the words differ; nothing for what is new or gone."""
    if before is None or after is None:
        return ""
    renamed = [f"{before.title} → {after.title}"] if before.title != after.title else []
    return ", ".join([*renamed, *of_words(before, after, names)])
