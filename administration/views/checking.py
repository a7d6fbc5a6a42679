"""The checklist of an organisation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from administration.checklist import checklist
from people.edges import MemberRequest
from tenants.roles import Act, require


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """What is there and what is missing, and where it is set."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    return render(
        request,
        "administration/checklist.html",
        {"list": checklist(request.organisation, request.membership)},
    )
