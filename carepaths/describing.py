"""Steps, conditions and starts in words, for who works with a path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepaths.conditions import Condition, Kind, from_json
from carepaths.models import Step
from people.models import Patient


def only_if(step: Step) -> str:
    """The conditions of a step, as the end of a line; nothing when it has none."""
    return said(from_json(step.conditions))


def said(conditions: Iterable[Condition], titles: Mapping[UUID, str] | None = None) -> str:
    """Conditions one after another; `titles` gives the title of a step by its key."""
    names = titles or {}
    return ", ".join(
        _said(condition, names.get(condition.step, "") if condition.step else "") for condition in conditions
    )


def _said(condition: Condition, title: str) -> str:
    values = {"title": title or _("what was asked"), "value": condition.value, "code": condition.code}
    contact = dict(Patient.ContactPreference.choices).get(condition.value, "")
    return {
        Kind.RESULT_IN: _("only if the result is in"),
        Kind.NO_RESULT: _("only if there is no result yet"),
        Kind.DONE: _("only if %(title)s is done") % values,
        Kind.NOT_DONE: _("only if %(title)s is not done") % values,
        Kind.ANSWER: _("only if the answer to %(title)s is %(value)s") % values,
        Kind.PREFERENCE: _("only if the patient prefers %(contact)s") % {"contact": contact},
        Kind.RELATIVE: _("only if a relative takes part"),
        Kind.NO_RELATIVE: _("only if no relative takes part"),
    }[condition.kind]


def from_anchor(offset: int, unit: str) -> str:
    """ "10 days before", on the day itself, or "3 working days after"."""
    number = abs(offset)
    if not number:
        return _("at that moment") if unit == Step.Unit.HOURS else _("the day itself")
    if unit == Step.Unit.HOURS:
        before = ngettext("%(hours)d hour before", "%(hours)d hours before", number)
        after = ngettext("%(hours)d hour after", "%(hours)d hours after", number)
        return (before if offset < 0 else after) % {"hours": number}
    if unit == Step.Unit.WORKING_DAYS:
        before = ngettext("%(days)d working day before", "%(days)d working days before", number)
        after = ngettext("%(days)d working day after", "%(days)d working days after", number)
        return (before if offset < 0 else after) % {"days": number}
    before = ngettext("%(days)d day before", "%(days)d days before", number)
    after = ngettext("%(days)d day after", "%(days)d days after", number)
    return (before if offset < 0 else after) % {"days": number}
