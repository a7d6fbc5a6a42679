"""One thing that is wrong with a version, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` names a field of the draft it is about; `step`, `anchor` and `trigger` count from one."""

    field: str
    sentence: str
    step: int | None = None
    anchor: int | None = None
    trigger: int | None = None

    @property
    def said(self) -> str:
        """The sentence with its place, to read by itself."""
        if self.step is not None:
            return _("Step %(number)d: %(sentence)s") % {"number": self.step, "sentence": self.sentence}
        if self.anchor is not None:
            return _("Anchor %(number)d: %(sentence)s") % {"number": self.anchor, "sentence": self.sentence}
        if self.trigger is not None:
            return _("Start %(number)d: %(sentence)s") % {"number": self.trigger, "sentence": self.sentence}
        return self.sentence
