"""Each view forgets one thing. Written past the managers, as a tired colleague might."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from people.edges import public
from rowsecurity.errors import Forbidden, NotFound


def rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def page(*found: Any) -> HttpResponse:
    return HttpResponse(str(found), content_type="text/plain")


@require_GET
def detail(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Forgets whose it is."""
    found = rows("SELECT family_name FROM people_patient WHERE id = %s", patient_id)
    if not found:
        raise Http404
    return page(found)


@require_GET
def everything(request: HttpRequest) -> HttpResponse:
    """Lists without a filter."""
    return page(rows("SELECT family_name FROM people_patient ORDER BY id"))


@require_GET
def colleagues_only(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Says "forbidden" where it should say "not there"."""
    found = rows("SELECT organisation_id FROM people_patient WHERE id = %s", patient_id)
    if not found:
        raise NotFound("")
    if str(found[0][0]) != str(request.organisation.id):  # type: ignore[attr-defined]
        raise Forbidden("")
    return page("here")


@require_GET
def by_query(request: HttpRequest) -> HttpResponse:
    """Takes an id from the query."""
    wanted = request.GET.get("patient_id")
    return page(rows("SELECT family_name FROM people_patient WHERE id::text = %s", wanted))


@require_GET
def by_header(request: HttpRequest) -> HttpResponse:
    """Believes the organisation that the request names."""
    wanted = request.headers.get("X-Organisation", "")
    return page(rows("SELECT name FROM tenants_department WHERE organisation_id::text = %s", wanted))


@require_POST
def rename(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Writes to whatever id stands in the address."""
    rows("UPDATE people_patient SET given_name = 'planted' WHERE id = %s", patient_id)
    return page("done")


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Writes to whatever id stands in the body."""
    rows("UPDATE tenants_department SET phone = '1' WHERE id::text = %s", request.POST.get("department_id"))
    return page("done")


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Takes the organisation of a new row from the body."""
    wanted = request.POST.get("organisation_id") or request.organisation.id  # type: ignore[attr-defined]
    statement = """
      INSERT INTO tenants_department (id, organisation_id, name, specialism, code, phone, phone_outside_hours,
        promise_amount, promise_unit, reopening_days, where_to_go)
      VALUES (gen_random_uuid(), %s, 'planted', '', 'planted', '', '', 1, 'days', 1, '')"""
    rows(statement, wanted)
    return page("done")


@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Makes a row of one's own that points at somebody else's, and shows what it found there."""
    found = rows("SELECT number FROM people_patient WHERE id::text = %s", request.POST.get("patient"))
    return page("attached to", found)


@require_POST
def remove(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """Removes whatever id stands in the address."""
    rows("DELETE FROM tenants_openinghours WHERE department_id = %s", department_id)
    return page("gone")


@require_GET
def remembered(request: HttpRequest) -> HttpResponse:
    """Caches under a key without an organisation. Row security does not see caches."""
    found = cache.get("planted")
    if found is None:
        found = rows("SELECT family_name FROM people_patient ORDER BY id")
        cache.set("planted", found)
    return page(found)


@require_GET
def guest_list(request: HttpRequest) -> HttpResponse:
    """Forgets that taking part ends: who was removed still finds the patient."""
    statement = """SELECT p.family_name FROM network_participation t
      JOIN people_patient p ON p.id = t.patient_id
      WHERE t.partner_id = %s ORDER BY t.id"""
    return page(rows(statement, request.organisation.id))  # type: ignore[attr-defined]


@require_GET
def guest_reads(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Lets a partner in that was removed from this conversation."""
    statement = """SELECT m.author_label FROM conversations_message m
      JOIN network_participation t ON t.conversation_id = m.conversation_id
      WHERE m.conversation_id = %s AND %s IN (t.partner_id, t.organisation_id) ORDER BY m.number"""
    found = rows(statement, conversation_id, request.organisation.id)  # type: ignore[attr-defined]
    if not found:
        raise Http404
    return page(found)


@public
@require_GET
def schema(request: HttpRequest) -> HttpResponse:
    """Public, though nobody meant it to be."""
    return JsonResponse({"tables": ["people_patient"]})


@require_GET
def for_admins(request: HttpRequest) -> HttpResponse:
    """Forgets to ask for a role."""
    return page("settings")


@require_GET
def mine(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Knows the organisation, and forgets that it has more patients than one."""
    found = rows(
        "SELECT p.family_name FROM people_patient p WHERE p.id = %s AND p.organisation_id IN"
        " (SELECT m.organisation_id FROM people_patient m WHERE m.person_id = %s)",
        patient_id,
        request.user.id,  # type: ignore[union-attr]
    )
    if not found:
        raise Http404
    return page(found)


@require_GET
def exists(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Shows nothing, but answers a foreign id otherwise than a random one."""
    if rows("SELECT 1 FROM conversations_conversation WHERE id = %s", conversation_id):
        return HttpResponse(status=409)
    raise Http404
