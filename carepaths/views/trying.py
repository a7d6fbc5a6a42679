"""Try a version out: type dates and see what one patient gets, and why. Nothing is saved or sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.actions import record
from carepaths import queries
from carepaths.access import access_path
from carepaths.actions.by_video import is_by_video
from carepaths.actions.writing import content_of
from carepaths.content import PathContent
from carepaths.forms.trying import TryForm
from carepaths.models import CarePath, CarePathVersion, PathAnchor
from carepaths.naming import answers_named_in
from carepaths.of_patient import Known, known_of
from carepaths.plan import Anchor
from carepaths.try_out import TryLine, too_full, try_out
from carepaths.views.studio import shown_version
from people.edges import MemberRequest
from people.looker import looker
from people.queries import patient_by_number


@require_http_methods(["GET", "POST"])
def trying(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """The calendar of one patient, of the draft or else of the version in use."""
    path = access_path(request.membership, path_id)
    version = shown_version(path)
    content = content_of(version) if version else PathContent(path.title)
    fixed = answers_named_in([content])
    empty = TryForm(content=content, fixed=fixed)
    # The first look is with dates that could be, so that there is something to see.
    dates: Any = request.POST if request.method == "POST" else request.GET
    data = dates if "begins" in dates else {name: _as_text(empty, name) for name in empty.fields}
    form = TryForm(data, content=content, fixed=fixed)
    known, lines = None, []
    if form.is_valid():
        known = _known(request, path, form)
        lines = _lines(form, content, version, known)
    context = {
        "path": path,
        "version": version,
        "form": form,
        "lines": lines,
        "known": known,
        "too_full": too_full(lines, budget=form.cleaned_data.get("budget") or 5),
    }
    status = 422 if form.errors else 200
    return render(request, "carepaths/studio/try_out.html", context, status=status)


def _known(request: MemberRequest, path: CarePath, form: TryForm) -> Known | None:
    """Of the patient whose number was typed. Seeing what is planned for them is logged.

    Only as typed in the form: an address with a number in it would stay behind in histories.
    """
    number = form.cleaned_data["number"] if request.method == "POST" else ""
    if not number:
        return None
    patient = patient_by_number(number)
    if patient is None:
        form.add_error("number", _("There is no patient with this number. Check it."))
        return None
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="carepath.read",
        action="R",
        object_type="patient",
        object_id=patient.id,
        patient_id=patient.id,
    )
    return known_of(patient, path, codes=set(form.codes()), begins=form.cleaned_data["begins"])


def _lines(
    form: TryForm, content: PathContent, version: CarePathVersion | None, known: Known | None
) -> list[TryLine]:
    facts, anchors = form.facts(), form.anchors()
    if known and version:
        facts = known.complete(facts)
        visit = next(iter(queries.visits_for(known.patient, version)), None)
        for anchor in content.anchors if visit else ():
            if visit and anchor.source == PathAnchor.Source.APPOINTMENT:
                anchors[anchor.key] = Anchor(visit.starts_at, visit.zone)
                facts = replace(facts, is_by_video=facts.is_by_video or is_by_video(visit))
    begins = form.cleaned_data["begins"]
    lines = try_out(content, anchors, begins=begins, facts=facts, fixed=form.named)
    together = (*lines, *(known.lines if known else ()))
    dated = sorted((line.at, place) for place, line in enumerate(together) if line.at)
    return [*(together[place] for _at, place in dated), *(line for line in lines if not line.at)]


def _as_text(form: TryForm, name: str) -> object:
    field = form[name]
    value = field.value()
    return field.field.widget.format_value(value) if name.startswith(("begins", "moment_")) else value
