"""The way out: no more invitations or reminders. A GET asks, a POST does."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from people.actions import more_ways
from people.edges import VisitorRequest
from people.models import Invitation
from people.views.invitations import at_invitation


@require_http_methods(["GET", "HEAD", "POST"])
@at_invitation
def decline(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Ask for no more reminders."""
    if request.method == "POST":
        more_ways.decline(invitation=invitation)
    context = {"invitation": invitation, "token": token, "is_done": request.method == "POST"}
    return render(request, "people/invitation_decline.html", context)
