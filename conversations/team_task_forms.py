"""What is typed about tasks of the team."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations import queries
from conversations.models import Conversation, TeamTask
from conversations.sending import MAX_LENGTH
from tenants.models import Department, Membership


def tomorrow_morning(now: datetime) -> datetime:
    """Nine o'clock on the next day, as people say "tomorrow morning"."""
    day = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(9)))


def next_week(now: datetime) -> datetime:
    """Nine o'clock next Monday."""
    today = timezone.localtime(now).date()
    return timezone.make_aware(datetime.combine(today + timedelta(days=7 - today.weekday()), time(9)))


class MomentField(forms.DateTimeField):
    """A day and a time of the wall clock, still to come."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        return moment


class TeamTaskForm(forms.Form):
    """A new task. `departments` and `colleagues` are what this member may choose from."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=TeamTask.Kind.choices)
    text = forms.CharField(
        label=_("What has to be done?"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what has to be done.")},
    )
    due_at = MomentField(label=_("When does it come back?"))
    afdeling = forms.ChoiceField(label=_("For which department?"))
    medewerker = forms.ChoiceField(label=_("For whom?"), required=False)

    def __init__(
        self, *args: Any, departments: list[Department], colleagues: list[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(each.id): each for each in departments}
        self.colleagues = {str(each.id): each for each in colleagues}
        self.fields["afdeling"].choices = [(key, each.name) for key, each in self.departments.items()]  # type: ignore[attr-defined]
        everybody = [("", _("Everybody of the department"))]
        people = [(key, each.label) for key, each in self.colleagues.items()]
        self.fields["medewerker"].choices = everybody + people  # type: ignore[attr-defined]
        self.initial.setdefault("due_at", tomorrow_morning(timezone.now()))
        self.initial.setdefault("kind", TeamTask.Kind.CALL.value)

    @classmethod
    def of(
        cls, member: Membership, conversation: Conversation | None = None, data: Any = None
    ) -> TeamTaskForm:
        """The form of a member; about a conversation it starts with the team of that conversation."""
        mine = queries.departments_of(member) or list(Department.objects.all())
        first = conversation.department if conversation else mine[0] if mine else None
        if first and first not in mine:
            mine.append(first)
        return cls(
            data,
            departments=mine,
            colleagues=queries.colleagues_at(mine),
            initial={"afdeling": str(first.id) if first else ""},
            auto_id="task_%s",
        )

    @property
    def department(self) -> Department:
        return self.departments[self.cleaned_data["afdeling"]]

    @property
    def assignee(self) -> Membership | None:
        return self.colleagues.get(self.cleaned_data["medewerker"])


class SnoozeForm(forms.Form):
    """Until when a task is put off: one of the usual moments, or a moment of one's own."""

    AHEAD = {"hour": _("In an hour"), "tomorrow": _("Tomorrow at 9.00"), "week": _("Next Monday at 9.00")}
    ahead = forms.ChoiceField(choices=list(AHEAD.items()), required=False)
    until = MomentField(required=False)

    def moment(self) -> datetime | None:
        """The moment that was chosen, if one was."""
        now = timezone.now()
        usual = {"hour": now + timedelta(hours=1), "tomorrow": tomorrow_morning(now), "week": next_week(now)}
        return usual.get(self.cleaned_data.get("ahead", "")) or self.cleaned_data.get("until")
