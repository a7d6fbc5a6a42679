"""The page on which the clock is seen, and its one button."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from operators import clock as figures
from operators.access import access_platform
from operators.actions import try_again
from operators.models import Deed
from people.edges import PersonRequest, about_oneself
from rowsecurity.errors import Refused

DEEDS = 10


class AgainForm(forms.Form):
    """One step, or all that stopped on one fault."""

    stap = forms.UUIDField(required=False)
    reden = forms.CharField(required=False, max_length=120)


@about_oneself
@require_safe
def clock(request: PersonRequest) -> HttpResponse:
    """How late the clock is, how fast it goes and what did not work."""
    access_platform(request)
    failures = figures.failures()
    shown = {
        "standing": figures.standing(),
        "minutes": figures.minutes(),
        "failures": failures,
        "reasons": sorted({each.reason for each in failures}),
        "steps": figures.failed_steps(),
        "deeds": Deed.objects.all()[:DEEDS],
    }
    return render(request, "operators/clock.html", shown)


@about_oneself
@require_POST
def again(request: PersonRequest) -> HttpResponse:
    """Let what failed be tried again: one step, or all of one fault."""
    access_platform(request)
    form = AgainForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["stap"] or form.cleaned_data["reden"]):
        raise Refused(_("Choose what has to be tried again."))
    number = try_again(
        actor=request.user, reason=form.cleaned_data["reden"], step_id=form.cleaned_data["stap"]
    )
    told = ngettext(
        "%(number)s step is tried again now.", "%(number)s steps are tried again now.", number
    ) % {"number": number}
    messages.success(request, told if number else _("There was nothing left to try again."))
    return HttpResponseRedirect(reverse("operators:clock"))
