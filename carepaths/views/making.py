"""New paths: from nothing, out of the box, or from a file; and a path as a file to take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carepaths import ready_made
from carepaths.access import access_path, paths_of
from carepaths.actions.files import departments_elsewhere, export_version, import_path, read_path
from carepaths.actions.paths import create_path, new_draft
from carepaths.forms.beginning import ImportForm, NewPathForm
from carepaths.models import CarePathVersion
from carepaths.views.studio import shown_version
from conversations.access import access_department
from people.edges import MemberRequest
from rowsecurity.errors import NotFound, Refused
from tenants.models import Department

LARGEST = 1024 * 1024


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A path from nothing; its draft opens at once."""
    paths_of(request.membership)
    form = NewPathForm(request.POST or None, departments=_departments())
    if request.method == "POST" and form.is_valid():
        path = create_path(department=form.department, title=form.cleaned_data["title"])
        new_draft(path=path)
        messages.success(request, _("The path is here, as a draft. Say first what starts it."))
        return redirect("carepaths:beginning", request.organisation.slug, path.id)
    return _page(request, form=form)


@require_POST
def take(request: MemberRequest) -> HttpResponse:
    """One of the paths in the box, as a draft of a department."""
    paths_of(request.membership)
    department = access_department(request.membership, _id(request.POST.get("afdeling", "")))
    return _made(
        request, ready_made.add_ready_made(department=department, name=request.POST.get("pad_naam", ""))
    )


@require_POST
def bring(request: MemberRequest) -> HttpResponse:
    """A path of another organisation, as a draft. Refused with the element or the place that is wrong."""
    paths_of(request.membership)
    form = ImportForm(request.POST, request.FILES, departments=_departments())
    if form.is_valid():
        data = bytes(form.cleaned_data["bestand"].read(LARGEST + 1))
        try:
            content = read_path(data)
            version = import_path(department=form.department, content=content)
        except Refused as refused:
            form.add_error("bestand", refused.sentence)
        else:
            _tell_of_departments(request, departments_elsewhere(content))
            return _made(request, version)
    return _page(request, importing=form)


@require_GET
def file(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """The version on the page of the studio, as one portable file."""
    path = access_path(request.membership, path_id)
    version = shown_version(path)
    if version is None:
        raise NotFound(_("This path has no such version."))
    answer = HttpResponse(export_version(version=version), content_type="application/fhir+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="zorgpad-{path.id}.json"'
    return answer


def _made(request: MemberRequest, version: CarePathVersion) -> HttpResponse:
    messages.success(request, _("The path is here, as a draft. Look at it, try it out and turn it on."))
    return redirect("carepaths:studio", request.organisation.slug, version.path_id)


def _tell_of_departments(request: MemberRequest, codes: list[str]) -> None:
    """What starts the path elsewhere starts it at its own department here: somebody has to look."""
    if codes:
        sentence = _(
            "There is no department with code %(codes)s here. The path starts at its own department instead:"
            " look at what starts it."
        )
        messages.warning(request, sentence % {"codes": ", ".join(codes)})


def _page(request: MemberRequest, **forms: Any) -> HttpResponse:
    departments = _departments()
    status = 422 if any(form.errors for form in forms.values()) else 200
    context = {
        "form": NewPathForm(departments=departments),
        "importing": ImportForm(departments=departments),
        "departments": departments,
        "box": ready_made.in_the_box(),
    }
    return render(request, "carepaths/studio/new.html", context | forms, status=status)


def _departments() -> list[Department]:
    return list(Department.objects.order_by("name"))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This department does not exist.")) from None
