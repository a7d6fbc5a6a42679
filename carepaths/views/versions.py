"""Versions of a path: what changed between them, turn one on or off, go back to an earlier one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carepaths import queries
from carepaths.access import access_path
from carepaths.actions.versions import switch_off, switch_on
from carepaths.actions.writing import contents_of
from carepaths.checks import PathRefused
from carepaths.content import PathContent
from carepaths.describing import Fixed, names_of
from carepaths.differences import differences
from carepaths.models import CarePath, CarePathVersion
from carepaths.naming import answers_named_in
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import NotFound
from tenants.roles import Act, may, require

State = CarePathVersion.State


@require_GET
def versions(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Every version, the newest first, with who follows it and what it changed; and any two side by side."""
    path = access_path(request.membership, path_id)
    found = queries.versions_of(path)
    contents = contents_of(found)
    fixed = answers_named_in(contents.values())
    active = next((each for each in found if each.state == State.ACTIVE), None)
    lines = []
    for version, older in zip(found, [*found[1:], None], strict=True):
        # What a draft would change is measured by what is on now.
        before = active if version.state == State.DRAFT and active else older
        changed = _changed(contents, before, version, fixed) if before else []
        lines.append((version, before, changed))
    old, new = _chosen(request, found, "van"), _chosen(request, found, "tot")
    context = {
        "path": path,
        "lines": lines,
        "active": active,
        "left_behind": queries.left_behind(path).count() if active else 0,
        "old": old,
        "new": new,
        "compared": _changed(contents, old, new, fixed) if old and new else None,
        "may_turn_on": may(request.membership, Act.CONFIGURE_DEPARTMENT),
    }
    return render(request, "carepaths/studio/versions.html", context)


@require_POST
def switch(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Turn a version on for new patients, or off; refused with every place that is wrong."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    path = access_path(request.membership, path_id)
    version = _version(path, request.POST.get("versie", ""))
    member = request.membership
    if request.POST.get("aan") == "nee":
        switch_off(member=member, looker=looker(request), version=version)
        messages.success(
            request, _("The path is off. It starts for nobody any more; who follows it goes on.")
        )
        return redirect("carepaths:versions", request.organisation.slug, path.id)
    try:
        switch_on(member=member, looker=looker(request), version=version)
    except PathRefused as refused:
        for problem in refused.problems:
            messages.error(request, problem.said)
        return redirect("carepaths:studio", request.organisation.slug, path.id)
    sentence = _("Version %(number)d is on for new patients. Who follows another version stays on it.")
    messages.success(request, sentence % {"number": version.number})
    return redirect("carepaths:versions", request.organisation.slug, path.id)


def _changed(
    contents: dict[UUID, PathContent], old: CarePathVersion, new: CarePathVersion, fixed: Fixed
) -> list[str]:
    said = contents[new.id]
    return differences(contents[old.id], said, names_of(said.steps, fixed))


def _chosen(request: HttpRequest, found: list[CarePathVersion], name: str) -> CarePathVersion | None:
    number = request.GET.get(name, "")
    return next((each for each in found if str(each.number) == number), None)


def _version(path: CarePath, number: str) -> CarePathVersion:
    found = CarePathVersion.objects.filter(path=path, number=int(number) if number.isdecimal() else 0).first()
    if found is None:
        raise NotFound(_("This path has no such version."))
    return found
