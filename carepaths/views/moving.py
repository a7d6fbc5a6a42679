"""Moving who follows an older version to the one that is on: first what changes for whom, then at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.actions import record_each
from carepaths import queries
from carepaths.access import access_enrolments, access_path
from carepaths.actions.versions import move_to_version
from carepaths.forms.steps import as_uuid
from carepaths.models import CarePath, CarePathVersion, Enrolment
from carepaths.moving import Mover, alike, moments_given, movers
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import NotFound, Refused
from tenants.roles import Act, require

# Moved in one step; who is left is shown when these have gone.
MOST = 100


@require_http_methods(["GET", "POST"])
def moving(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Who follows another version than the one that is on, with what changes; seeing it is logged."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    path = access_path(request.membership, path_id)
    version = queries.active_version(path)
    if version is None:
        raise Refused(_("No version of this path is on. Turn one on first."))
    if request.method == "GET":
        return _page(request, path, version, list(queries.left_behind(path)[:MOST]))
    return _move(request, path, version)


def _move(request: MemberRequest, path: CarePath, version: CarePathVersion) -> HttpResponse:
    shown = access_enrolments(request.membership, _ids(request, "getoond"))
    if any(each.version.path_id != path.id for each in shown):
        raise NotFound(_("This patient does not follow this path, or it is not meant for you."))
    chosen = set(_ids(request, "volger"))
    behind = [each for each in shown if each.is_running and each.version_id != version.id]
    found = movers(enrolments=behind, version=version, data=request.POST)
    if request.POST.get("akkoord") != "ja":
        return _answer(request, path, version, found, chosen)
    going = [each for each in found if each.enrolment.id in chosen]
    problem = _problem(request, going, is_whole=len(going) == len(chosen))
    if problem:
        return _answer(request, path, version, found, chosen, problem=problem)
    dated = moments_given(going)
    for each in going:
        move_to_version(
            member=request.membership,
            looker=looker(request),
            enrolment=each.enrolment,
            version=version,
            dated=dated.get(each.enrolment.id),
        )
    said = ngettext(
        "%(patients)d patient follows version %(number)d now.",
        "%(patients)d patients follow version %(number)d now.",
        len(going),
    )
    messages.success(request, said % {"patients": len(going), "number": version.number})
    return redirect("carepaths:versions", request.organisation.slug, path.id)


def _problem(request: MemberRequest, going: Sequence[Mover], *, is_whole: bool) -> str:
    """Why nobody is moved: the list must be the one that was read."""
    if not is_whole:
        return _("Somebody on the list does not follow this path any more. Look at it once more.")
    if not going:
        return _("Choose at least one patient.")
    if names := [each.enrolment.patient.formal_name for each in going if not each.may_move]:
        return _("Fill in the missing dates first, of: %(names)s.") % {"names": ", ".join(names)}
    changed = [each for each in going if request.POST.get(f"gezien-{each.enrolment.id}") != each.mark]
    if names := [each.enrolment.patient.formal_name for each in changed]:
        sentence = _("The list has changed for %(names)s. Look at it once more; nobody has been moved yet.")
        return sentence % {"names": ", ".join(names)}
    return ""


def _page(
    request: MemberRequest, path: CarePath, version: CarePathVersion, enrolments: Sequence[Enrolment]
) -> HttpResponse:
    found = movers(enrolments=enrolments, version=version)
    return _answer(request, path, version, found, {each.enrolment.id for each in found if each.may_move})


def _answer(
    request: MemberRequest,
    path: CarePath,
    version: CarePathVersion,
    found: Sequence[Mover],
    chosen: set[UUID],
    *,
    problem: str = "",
) -> HttpResponse:
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="carepath.read",
        object_type="enrolment",
        seen=[(each.enrolment.id, each.enrolment.patient_id) for each in found],
    )
    context = {
        "path": path,
        "version": version,
        "groups": alike(found),
        "chosen": chosen,
        "others": queries.left_behind(path).count() - len(found),
        "asks_dates": any(not each.may_move for each in found),
        "problem": problem,
    }
    return render(request, "carepaths/studio/moving.html", context, status=422 if problem else 200)


def _ids(request: MemberRequest, name: str) -> list[UUID]:
    """Ids of a form; what is no id is nobody."""
    found = [as_uuid(value) for value in request.POST.getlist(name)]
    if None in found:
        raise NotFound(_("This patient does not follow this path, or it is not meant for you."))
    return sorted({each for each in found if each is not None})
