"""A department's paths: drafted, turned on, replaced by the next version, turned back on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from carepaths.actions.writing import content_of, write_content
from carepaths.checks import PathRefused, check
from carepaths.checks_across import check_across
from carepaths.content import APPOINTMENT, AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.models import CarePath, CarePathVersion
from rowsecurity.errors import Refused
from tenants.models import Department

__all__ = [
    "PathRefused",
    "StepDraft",
    "TriggerDraft",
    "create_path",
    "draft_version",
    "new_draft",
    "save_draft",
    "turn_on",
]
State = CarePathVersion.State


def create_path(*, department: Department, title: str) -> CarePath:
    """A path without any version yet; it starts nothing."""
    return CarePath.objects.create(department=department, title=title)


def draft_version(
    *,
    path: CarePath,
    steps: Sequence[StepDraft],
    triggers: Sequence[TriggerDraft] | None = None,
    anchors: Sequence[AnchorDraft] | None = None,
) -> CarePathVersion:
    """A new version that is not used yet; what starts and anchors it is taken over when it is not given."""
    before = _newest(path)
    known = content_of(before) if before else PathContent(path.title, anchors=(the_appointment(),))
    content = PathContent(
        path.title,
        tuple(steps),
        known.anchors if anchors is None else tuple(anchors),
        known.triggers if triggers is None else tuple(triggers),
    )
    return _add(path, content)


def new_draft(*, path: CarePath, of: CarePathVersion | None = None) -> CarePathVersion:
    """The draft of a path; without one a copy of `of`, else of the version that is on or the newest."""
    CarePath.objects.select_for_update(no_key=True).get(id=path.id)
    drafts = CarePathVersion.objects.filter(path=path, state=State.DRAFT)
    if draft := drafts.order_by("-number").first():
        return draft
    active = CarePathVersion.objects.filter(path=path, state=State.ACTIVE).first()
    source = of or active or _newest(path)
    content = content_of(source) if source else PathContent(path.title, anchors=(the_appointment(),))
    return _add(path, content)


def save_draft(*, version: CarePathVersion, content: PathContent) -> None:
    """Let the draft say this. Refused with every problem and its place; what was saved before stays."""
    locked = CarePathVersion.objects.select_for_update(of=("self",), no_key=True).get(id=version.id)
    if locked.state != State.DRAFT:
        raise Refused(_("This version is in use and never changes. Make a new draft of it."))
    check(content)
    check_across(locked.path, content)
    CarePath.objects.filter(id=version.path_id).update(title=content.title)
    write_content(version=locked, content=content)


def discard_draft(*, version: CarePathVersion) -> None:
    """Throw a draft away."""
    if version.state != State.DRAFT:
        raise Refused(_("This version is in use and never changes. Make a new draft of it."))
    version.delete()


def turn_on(*, version: CarePathVersion) -> None:
    """Use this version for new patients from now on; who follows another one stays on it.

    Also the way back: a version that was on before.
    """
    path = (
        CarePath.objects.select_for_update(of=("self",)).select_related("department").get(id=version.path_id)
    )
    version.refresh_from_db(fields=["state"])
    if version.state == State.ACTIVE:
        raise Refused(_("This version is on already."))
    content = content_of(version)
    check(content, is_turned_on=True)
    check_across(path, content, is_turned_on=True)
    CarePathVersion.objects.filter(path=path, state=State.ACTIVE).update(state=State.RETIRED)
    version.state = State.ACTIVE
    version.save(update_fields=["state"])


def turn_off(*, version: CarePathVersion) -> None:
    """Start nobody any more; who follows it goes on."""
    if version.state != State.ACTIVE:
        raise Refused(_("This version is not on."))
    version.state = State.RETIRED
    version.save(update_fields=["state"])


def the_appointment() -> AnchorDraft:
    """The anchor of a path around a visit."""
    return AnchorDraft(APPOINTMENT, _("Appointment"), "appointment")


def _newest(path: CarePath) -> CarePathVersion | None:
    return CarePathVersion.objects.filter(path=path).order_by("-number").first()


def _add(path: CarePath, content: PathContent) -> CarePathVersion:
    check(content)
    check_across(path, content)
    newest = CarePathVersion.objects.filter(path=path).aggregate(n=Max("number"))["n"] or 0
    version = CarePathVersion.objects.create(path=path, number=newest + 1)
    write_content(version=version, content=content)
    return version
