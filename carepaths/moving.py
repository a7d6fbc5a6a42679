"""The list of what another version changes for whom, as somebody reads it before agreeing to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from carepaths.actions.following import Dated
from carepaths.actions.versions import Moving, preview_versions
from carepaths.actions.writing import contents_of
from carepaths.content import PathContent, StepDraft
from carepaths.describing import Names
from carepaths.differences import of_words
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
        title = (after or before or _NOBODY).title
        lines.append(Line(title, change.before, change.after, at_once, _said(before, after, names)))
    for moment in moving.stays:
        before, after = old.step(moment.key), new.step(moment.key)
        if said := _said(before, after, names):
            assert after is not None
            lines.append(Line(after.title, moment.due_at, moment.due_at, False, said))
    return sorted(lines, key=lambda line: line.after or line.before or moving.seen_at)


_NOBODY = StepDraft(0, None, "")


def _said(before: StepDraft | None, after: StepDraft | None, names: Names) -> str:
    """How the words differ; nothing for what is new or gone."""
    if before is None or after is None:
        return ""
    renamed = [f"{before.title} → {after.title}"] if before.title != after.title else []
    return ", ".join([*renamed, *of_words(before, after, names)])
