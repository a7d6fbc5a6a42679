"""How I want to see the product, and where I am signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import queries
from people.actions import own_sessions
from people.edges import PersonRequest, about_oneself


@about_oneself
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Language, size of text, sign-in, and the browsers that are signed in."""
    context = {"sessions": queries.own_sessions(request.user.id, request.session)}
    return render(request, "people/settings.html", context)


@about_oneself
@require_POST
def end_session(request: PersonRequest) -> HttpResponse:
    """Sign out one other browser or program."""
    own_sessions.end_session(person_id=request.user.id, handle=request.POST.get("session", ""))
    messages.success(request, _("That browser is signed out."))
    return redirect("people:settings")


@about_oneself
@require_POST
def end_others(request: PersonRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    own_sessions.end_other_sessions(person_id=request.user.id, session=request.session)
    messages.success(request, _("All other browsers are signed out."))
    return redirect("people:settings")
