"""The page of wishes: a row of ways for each kind of notice, and the quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.models import Means, NoticeWish
from notifications.own_actions import Wish

NONE_LEFT = gettext_lazy("Choose at least one way, so that we can reach you.")


def ways(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=Means.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NONE_LEFT},
    )


class HourField(forms.TimeField):
    """Needed as soon as its tick is set, so the page does not say that it may be left empty."""

    goes_with_a_tick = True
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WorkForm(forms.Form):
    """What somebody at work wants to hear, and when not."""

    work = forms.BooleanField(
        required=False, label=gettext_lazy("Work that a colleague gives me, on my devices")
    )
    is_quiet = forms.BooleanField(
        required=False, label=gettext_lazy("No notifications and no text messages during these hours")
    )
    quiet_from = HourField(required=False, label=gettext_lazy("From"))
    quiet_until = HourField(required=False, label=gettext_lazy("Until"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("is_quiet") and not (values.get("quiet_from") and values.get("quiet_until")):
            self.add_error("quiet_from", _("Give both times, or take the tick away."))
        elif values.get("is_quiet") and values["quiet_from"] == values["quiet_until"]:
            self.add_error("quiet_until", _("Both times are the same. Choose a later time to end."))
        return values

    def wish(self, kept: Mapping[str, Any]) -> Wish:
        """What was ticked, beside what stays as it was."""
        values = self.cleaned_data
        is_quiet = values["is_quiet"]
        return Wish(
            new_message=kept["new_message"],
            visit=kept["visit"],
            must_read=kept["must_read"],
            work=values["work"],
            quiet_from=values["quiet_from"] if is_quiet else None,
            quiet_until=values["quiet_until"] if is_quiet else None,
        )


class WishForm(WorkForm):
    """How somebody wants to be told."""

    new_message = ways(gettext_lazy("A new message"))
    visit = ways(gettext_lazy("A reminder of an appointment"))
    must_read = ways(gettext_lazy("A message that your care team asks you to read"))

    @staticmethod
    def values_of(wish: NoticeWish) -> dict[str, Any]:
        """What the page shows before anything is changed."""
        names = ("new_message", "visit", "must_read", "work", "quiet_from", "quiet_until")
        return {name: getattr(wish, name) for name in names} | {"is_quiet": wish.quiet is not None}

    def wish(self, kept: Mapping[str, Any] | None = None) -> Wish:
        """What was ticked."""
        return super().wish(self.cleaned_data)
