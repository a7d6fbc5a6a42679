"""Where somebody who signed in begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from people.edges import PersonRequest, about_oneself
from tenants.models import Membership


@about_oneself
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """People at work begin at their organisation, everybody else with their messages."""
    memberships = Membership.objects.filter(person_id=request.user.id, ended_at=None)
    membership = memberships.select_related("organisation").first()
    return redirect(f"/org/{membership.organisation.slug}/" if membership else "/mijn/")
