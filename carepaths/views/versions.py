"""Versions of a path: turn one on, go back to an earlier one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carepaths import queries
from carepaths.access import access_path
from carepaths.actions.paths import turn_off, turn_on
from carepaths.checks import PathRefused
from carepaths.models import CarePath, CarePathVersion
from people.edges import MemberRequest
from rowsecurity.errors import NotFound
from tenants.roles import Act, may, require


@require_GET
def versions(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Every version, the newest first, with who follows it and how it differs from the one before."""
    path = access_path(request.membership, path_id)
    context = {
        "path": path,
        "versions": queries.versions_of(path),
        "may_turn_on": may(request.membership, Act.CONFIGURE_DEPARTMENT),
    }
    return render(request, "carepaths/studio/versions.html", context)


@require_POST
def switch(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Turn a version on for new patients, or off; refused with every place that is wrong."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    path = access_path(request.membership, path_id)
    version = _version(path, request.POST.get("versie", ""))
    if request.POST.get("aan") == "nee":
        turn_off(version=version)
        messages.success(
            request, _("The path is off. It starts for nobody any more; who follows it goes on.")
        )
        return redirect("carepaths:versions", request.organisation.slug, path.id)
    try:
        turn_on(version=version)
    except PathRefused as refused:
        for problem in refused.problems:
            messages.error(request, problem.said)
        return redirect("carepaths:studio", request.organisation.slug, path.id)
    sentence = _("Version %(number)d is on for new patients. Who follows another version stays on it.")
    messages.success(request, sentence % {"number": version.number})
    return redirect("carepaths:versions", request.organisation.slug, path.id)


def _version(path: CarePath, number: str) -> CarePathVersion:
    found = CarePathVersion.objects.filter(path=path, number=int(number) if number.isdecimal() else 0).first()
    if found is None:
        raise NotFound(_("This path has no such version."))
    return found
