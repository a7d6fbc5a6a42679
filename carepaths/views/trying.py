"""Try a version out: type dates and see what one patient gets, and why. Nothing is saved or sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carepaths.access import access_path
from carepaths.actions.writing import content_of
from carepaths.content import PathContent
from carepaths.forms.trying import TryForm
from carepaths.try_out import too_full, try_out
from carepaths.views.studio import shown_version
from people.edges import MemberRequest


@require_GET
def trying(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """The calendar of one patient, of the draft or else of the version in use."""
    path = access_path(request.membership, path_id)
    version = shown_version(path)
    content = content_of(version) if version else PathContent(path.title)
    empty = TryForm(content=content)
    data: Any = request.GET
    if "begins" not in data:
        # The first look is with dates that could be, so that there is something to see.
        data = {name: _as_text(empty, name) for name in empty.fields}
    form = TryForm(data, content=content)
    lines = []
    if form.is_valid():
        values = form.cleaned_data
        lines = try_out(content, form.anchors(), begins=values["begins"], facts=form.facts())
    context = {
        "path": path,
        "version": version,
        "form": form,
        "lines": lines,
        "too_full": too_full(lines, budget=form.cleaned_data.get("budget") or 5),
    }
    status = 422 if form.errors else 200
    return render(request, "carepaths/studio/try_out.html", context, status=status)


def _as_text(form: TryForm, name: str) -> object:
    field = form[name]
    value = field.value()
    return field.field.widget.format_value(value) if name.startswith(("begins", "moment_")) else value
