"""Who has not prepared, who has not read, and who stalls: one page for a department or one of its paths."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from audit.actions import record_each
from carepaths.access import access_path, paths_of
from carepaths.attention import alike, attention
from carepaths.forms.steps import as_uuid
from carepaths.models import CarePath
from conversations.access import access_department
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import NotFound
from tenants.models import Department


@require_GET
def needing(request: MemberRequest) -> HttpResponse:
    """Everybody who needs a look, or those of one department or path. Seeing them is logged."""
    paths = list(paths_of(request.membership).order_by("department__name", "title"))
    department, path = _chosen(request)
    found = attention(department=department, path=path)
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="carepath.read",
        object_type="enrolment",
        seen=[(each.id, each.patient_id) for each in found.enrolments],
    )
    departments = list({each.department_id: each.department for each in paths}.values())
    context = {
        "paths": paths,
        "departments": departments,
        "chosen_department": department,
        "chosen_path": path,
        "found": found,
        "unprepared": alike(found.unprepared),
        "unread": alike(found.unread),
        "stalled": alike(found.stalled),
    }
    return render(request, "carepaths/attention.html", context)


def _chosen(request: MemberRequest) -> tuple[Department | None, CarePath | None]:
    department = path = None
    if text := request.GET.get("afdeling", ""):
        key = as_uuid(text)
        if key is None:
            raise NotFound(_("This department does not exist."))
        department = access_department(request.membership, key)
    if text := request.GET.get("pad", ""):
        key = as_uuid(text)
        if key is None:
            raise NotFound(_("This care path does not exist, or is not meant for you."))
        path = access_path(request.membership, key)
    return department, path
