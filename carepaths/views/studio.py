"""The studio: a nurse makes a path, step by step, on a line around its moments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carepaths import queries
from carepaths.access import access_path
from carepaths.actions import editing
from carepaths.actions.paths import discard_draft, new_draft
from carepaths.actions.writing import content_of
from carepaths.checks import PathRefused
from carepaths.content import PathContent, StepDraft
from carepaths.describing import from_anchor
from carepaths.forms.beginning import Beginning
from carepaths.forms.steps import StepForm, as_uuid
from carepaths.lanes import lanes_of, starts_in_words
from carepaths.models import CarePath, CarePathVersion
from carepaths.naming import answers_named_in, fixed_answers_of
from carepaths.wording import known_placeholders
from people.edges import MemberRequest
from questionnaires import queries as lists
from rowsecurity.errors import NotFound, Refused
from tenants.models import Department
from tenants.roles import Act, may

State = CarePathVersion.State
NEW = "nieuw"


@require_http_methods(["GET", "POST"])
def studio(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """The draft, or the version in use, on its lines; with the form of the step that is chosen."""
    path = access_path(request.membership, path_id)
    if request.method == "POST":
        return _save_step(request, path)
    version = shown_version(path)
    content = content_of(version) if version else PathContent(path.title)
    chosen = request.GET.get("stap", "")
    form = None
    if chosen and version and version.state == State.DRAFT:
        form = _form(path, content, chosen, anchor=request.GET.get("moment", ""))
    return _page(request, path, version, content, form)


@require_POST
def start_draft(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """A draft to change, of the version that is on."""
    path = access_path(request.membership, path_id)
    new_draft(path=path)
    return redirect("carepaths:studio", request.organisation.slug, path.id)


@require_POST
def drop_draft(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Throw the draft away; the version that is on stays as it is."""
    path = access_path(request.membership, path_id)
    draft = CarePathVersion.objects.filter(path=path, state=State.DRAFT).first()
    if draft is not None:
        discard_draft(version=draft)
        messages.success(request, _("The draft has been thrown away."))
    return redirect("carepaths:studio", request.organisation.slug, path.id)


@require_POST
def copy_step(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """The step once more; the copy opens."""
    path = access_path(request.membership, path_id)
    key = editing.copy_step(path=path, key=_chosen(request))
    messages.success(request, _("This is the copy. Change what is different."))
    return _to_step(request, path, key)


@require_POST
def shift_step(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Let a step come earlier or later; the page opens at its card."""
    path = access_path(request.membership, path_id)
    key = _chosen(request)
    try:
        step = editing.shift_step(path=path, key=key, by=_how_far(request))
    except PathRefused as refused:
        messages.error(request, refused.sentence)
    else:
        now = {"title": step.title, "when": from_anchor(step.offset, step.unit)}
        messages.success(request, _("%(title)s now comes: %(when)s.") % now)
    return _to_step(request, path, key, place=f"op-{key}")


@require_POST
def remove_step(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """Take a step out of the draft."""
    path = access_path(request.membership, path_id)
    key = _chosen(request)
    try:
        editing.remove_step(path=path, key=key)
    except PathRefused as refused:
        messages.error(request, refused.sentence)
        return _to_step(request, path, key)
    messages.success(request, _("The step has been removed from the draft."))
    return redirect("carepaths:studio", request.organisation.slug, path.id)


@require_http_methods(["GET", "POST"])
def beginning(request: MemberRequest, path_id: UUID) -> HttpResponse:
    """What the path is called, what starts it and what its steps count from."""
    path = access_path(request.membership, path_id)
    version = shown_version(path)
    content = content_of(version) if version else PathContent(path.title)
    forms = Beginning(request.POST or None, content)
    if request.method == "POST" and forms.is_valid():
        anchors, triggers = forms.drafts()
        title = forms.title.cleaned_data["title"]
        try:
            editing.set_beginning(path=path, title=title, anchors=anchors, triggers=triggers)
        except PathRefused as refused:
            for problem in refused.problems:
                forms.tell(problem)
        else:
            messages.success(request, _("Saved in the draft."))
            return redirect("carepaths:studio", request.organisation.slug, path.id)
    kinds = queries.kinds_of_visits(path.department)
    context = {"path": path, "version": version, "forms": forms, "kinds": kinds}
    status = 422 if request.method == "POST" else 200
    return render(request, "carepaths/studio/beginning.html", context, status=status)


def shown_version(path: CarePath) -> CarePathVersion | None:
    """The draft, else the version that is on, else the newest."""
    versions = CarePathVersion.objects.filter(path=path).order_by("-number")
    found = {version.state: version for version in reversed(versions)}
    return found.get(State.DRAFT) or found.get(State.ACTIVE) or found.get(State.RETIRED)


def _save_step(request: MemberRequest, path: CarePath) -> HttpResponse:
    version = shown_version(path)
    content = content_of(version) if version else PathContent(path.title)
    form = _form(path, content, request.POST.get("key", ""), data=request.POST)
    if form.is_valid():
        step = form.draft()
        try:
            editing.put_step(path=path, step=step)
        except PathRefused as refused:
            number = _number_of(content, step)
            for problem in refused.problems:
                form.tell(problem, number)
        else:
            messages.success(request, _("The step has been saved in the draft."))
            return _to_step(request, path, step.key)
    return _page(request, path, version, content, form, status=422)


def _number_of(content: PathContent, step: StepDraft) -> int:
    """The number that the checks gave this step."""
    others = tuple(each for each in content.steps if each.key != step.key)
    ordered = editing.in_order(replace(content, steps=(*others, step)))
    return next(number for number, each in enumerate(ordered.steps, 1) if each.key == step.key)


def _form(
    path: CarePath, content: PathContent, chosen: str, *, anchor: str = "", data: Any = None
) -> StepForm:
    """The form of a step of the draft; for a new one when `chosen` says so, or is posted with a new key."""
    key = as_uuid(chosen)
    step = content.step(key)
    if step is None and chosen != NEW and data is None:
        raise NotFound(_("This step is not in the draft any more."))
    known = [
        (each.canonical, f"{each.title} {each.version}".strip())
        for each in lists.editions_for(path.department)
    ]
    fixed = fixed_answers_of(content)
    return StepForm(data, content=content, step=step, anchor=anchor, lists=known, fixed=fixed)


def _page(
    request: MemberRequest,
    path: CarePath,
    version: CarePathVersion | None,
    content: PathContent,
    form: StepForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    departments = dict(Department.objects.values_list("code", "name"))
    active = CarePathVersion.objects.filter(path=path, state=State.ACTIVE).first()
    context = {
        "path": path,
        "version": version,
        "active": active,
        "may_turn_on": may(request.membership, Act.CONFIGURE_DEPARTMENT),
        "is_draft": version is not None and version.state == State.DRAFT,
        "lanes": lanes_of(content, answers_named_in([content])),
        "starts": starts_in_words(content, departments, path.department.name),
        "form": form,
        "chosen": form.step.key if form and form.step else None,
        "placeholders": sorted(known_placeholders(content)),
    }
    return render(request, "carepaths/studio/studio.html", context, status=status)


def _chosen(request: MemberRequest) -> UUID:
    key = as_uuid(request.POST.get("stap", ""))
    if key is None:
        raise NotFound(_("This step is not in the draft any more."))
    return key


def _how_far(request: MemberRequest) -> int:
    try:
        return int(request.POST.get("verschil", "")[:6])
    except ValueError as error:
        raise Refused(_("Choose how far the step moves.")) from error


def _to_step(request: MemberRequest, path: CarePath, key: UUID, *, place: str = "stap") -> HttpResponse:
    page = redirect("carepaths:studio", request.organisation.slug, path.id)
    page["Location"] += f"?stap={key}#{place}"
    return page
