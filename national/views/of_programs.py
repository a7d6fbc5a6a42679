"""Figures for a program of the organisation, with the token of its systems."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from audit.actions import Looker, record
from integrations.actions.tokens import System, system_by_token
from monitoring_export.files import as_json
from monitoring_export.taking_along import FOR_PROGRAMS, sheet, size
from monitoring_export.wish import IN_A_FILE, Wish
from people.edges import public
from people.looker import address
from rowsecurity.scopes import job_scope
from tenants.models import Department, Organisation


@public
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """Every figure of a wish, in the words of the address of the page; the same numbers as its download."""
    caller = _caller(request)
    if caller is None:
        told = {"detail": "Send a token of your organisation that is in use."}
        return JsonResponse(told, status=401, headers={"WWW-Authenticate": "Bearer"})
    wish = Wish.read(request.GET, IN_A_FILE)
    with job_scope(caller.organisation_id), translation.override("en"):
        departments = list(Department.all_objects.select_related("organisation"))
        if wish.department_id and wish.department_id not in {each.id for each in departments}:
            return JsonResponse({"detail": "This department does not exist."}, status=404)
        if size(wish, departments) > FOR_PROGRAMS:
            return JsonResponse({"detail": "Choose a shorter time or longer steps."}, status=409)
        record(
            looker=Looker(label=caller.label, role="system", source=address(request)),
            organisation_id=caller.organisation_id,
            event="usage.export",
            action="E",
            object_type="usage",
        )
        name = Organisation.objects.get(id=caller.organisation_id).name
        found = sheet(
            organisation_id=caller.organisation_id, organisation=name, wish=wish, departments=departments
        )
        return HttpResponse(b"".join(as_json(found)), content_type="application/json")


def _caller(request: HttpRequest) -> System | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return system_by_token(token.strip()) if scheme.lower() == "bearer" and token.strip() else None
