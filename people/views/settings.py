"""How I want to see the product, and where I am signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import queries
from people.actions import own_sessions
from people.actions.preferences import keep_contact_preference
from people.edges import PersonRequest, about_oneself
from people.looker import looker
from people.models import Patient
from people.relatives import readers_of, represented_by


@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """My data: who reads along, who looked, how I like contact, language and text, where I am signed in."""
    own = list(Patient.objects.filter(person=request.user))
    context = {
        "sessions": queries.own_sessions(request.user.id, request.session),
        "is_patient": bool(own),
        "readers": readers_of(each.id for each in own),
        "represented": represented_by(request.user),
        "preference": next((each.contact_preference for each in own if each.contact_preference), ""),
        "preferences": Patient.ContactPreference.choices,
    }
    return render(request, "people/settings.html", context)


@require_POST
def contact_preference(request: PersonRequest) -> HttpResponse:
    """How I would rather have contact, at every organisation."""
    keep_contact_preference(person=request.user, looker=looker(request), wish=request.POST.get("contact", ""))
    messages.success(request, _("Your care teams see how you would rather have contact."))
    return redirect("people:my_data")


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
