"""Which version is on, and moving who follows a path to it after a list of exactly what changes for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from audit.actions import Looker, record
from carepaths.actions import planning
from carepaths.actions.following import Dated
from carepaths.actions.paths import turn_off, turn_on
from carepaths.comparing import Change, changes
from carepaths.facts import known_of_all
from carepaths.models import CarePathVersion, Enrolment, EnrolmentAnchor, PathAnchor, Step, Visit
from carepaths.plan import Moment, Reason
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require

Moments = Mapping[str, Dated]
AnchorRows = dict[str, EnrolmentAnchor]


@dataclass(frozen=True, slots=True)
class Moving:
    """What another version means for one patient, seen at a moment; `missing` are anchors without one.

    `stays` is what comes at the moment that it would have come: its words may be others.
    """

    enrolment: Enrolment
    seen_at: datetime
    changes: list[Change]
    stays: list[Moment] = field(default_factory=list)
    missing: list[PathAnchor] = field(default_factory=list)


def switch_on(*, member: Membership, looker: Looker, version: CarePathVersion) -> None:
    """Use this version for new patients; a version that was on before is a way back. Leaves a line."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    was_on = version.state == CarePathVersion.State.RETIRED
    turn_on(version=version)
    _leave_behind(version, looker, "carepath.rolled_back" if was_on else "carepath.turned_on")


def switch_off(*, member: Membership, looker: Looker, version: CarePathVersion) -> None:
    """Start nobody any more. Leaves a line."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    turn_off(version=version)
    _leave_behind(version, looker, "carepath.turned_off")


def preview_versions(
    *,
    enrolments: Sequence[Enrolment],
    version: CarePathVersion,
    dated: Mapping[UUID, Moments] | None = None,
) -> list[Moving]:
    """For each what would come, go and move, when its new anchors get these moments. Nothing is written.

    As many statements for one patient as for a hundred.
    """
    now = planning.database_now()
    known = planning.settled(enrolments)
    given = _anchors_of(enrolments)
    anchors = list(PathAnchor.objects.filter(version=version))
    facts = known_of_all(enrolments, _steps(enrolments, version))
    found = []
    for enrolment in enrolments:
        rows = given[enrolment.id]
        new = _new_anchors(enrolment, anchors, rows, (dated or {}).get(enrolment.id, {}))
        settled = known[enrolment.id]
        planned = partial(
            planning.moments_of, enrolment, now=now, known=settled, of_patient=facts[enrolment.id]
        )
        before, after = planned(rows), planned({**rows, **new}, version=version.in_use)
        different = changes(before, after)
        found.append(Moving(enrolment, now, different, _same(after, different), _missing(anchors, new)))
    return found


def move_to_version(
    *,
    member: Membership,
    looker: Looker,
    enrolment: Enrolment,
    version: CarePathVersion,
    dated: Moments | None = None,
) -> list[Change]:
    """Let one patient, locked, go on with another version; what was done is not done again."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if not enrolment.is_running or version.path_id != enrolment.version.path_id:
        raise Refused(_("This patient does not follow this path now."))
    if version.state != CarePathVersion.State.ACTIVE:
        raise Refused(_("This version is not on."))
    if version.id == enrolment.version_id:
        return []
    (moving,) = preview_versions(enrolments=[enrolment], version=version, dated={enrolment.id: dated or {}})
    if moving.missing:
        names = ", ".join(anchor.name for anchor in moving.missing)
        raise Refused(_("Fill in first: %(names)s.") % {"names": names})
    anchors = PathAnchor.objects.filter(version=version)
    new = _new_anchors(enrolment, anchors, planning.anchors_of(enrolment), dated or {})
    EnrolmentAnchor.objects.bulk_create(new.values())
    enrolment.version = version
    enrolment.plan_number += 1
    enrolment.save(update_fields=["version", "plan_number"])
    planning.lapse(enrolment, reason=Reason.NEW_VERSION)
    planning.plan_again(enrolment=enrolment)
    planning.plan_notice(enrolment)
    _leave_behind(enrolment, looker, "carepath.version")
    return moving.changes


def _steps(enrolments: Iterable[Enrolment], version: CarePathVersion) -> list[Step]:
    """Of the version that they go to, and of those that they are on."""
    versions = {version.in_use, *(each.follows for each in enrolments)}
    return [step for each in versions for step in planning.steps_of(each)]


def _same(after: Iterable[Moment], different: Iterable[Change]) -> list[Moment]:
    slots = {(change.key, change.occurrence) for change in different}
    return [moment for moment in after if moment.is_due and moment.slot not in slots]


def _anchors_of(enrolments: Iterable[Enrolment]) -> dict[UUID, AnchorRows]:
    found: dict[UUID, AnchorRows] = {enrolment.id: {} for enrolment in enrolments}
    for row in EnrolmentAnchor.objects.filter(enrolment__in=list(found)):
        found[row.enrolment_id][row.key] = row
    return found


def _missing(anchors: Iterable[PathAnchor], new: AnchorRows) -> list[PathAnchor]:
    """Those that somebody must give a moment first."""
    asked = (PathAnchor.Source.TEAM, PathAnchor.Source.APPOINTMENT)
    needed = [each for each in anchors if each.is_required and each.source in asked and each.key in new]
    return [anchor for anchor in needed if new[anchor.key].moment is None]


def _new_anchors(
    enrolment: Enrolment, anchors: Iterable[PathAnchor], known: Mapping[str, object], dated: Moments
) -> AnchorRows:
    """Rows, not saved, for anchors that only the other version has."""
    visit: Visit | None = enrolment.visit
    rows = {}
    for anchor in anchors:
        if anchor.key in known:
            continue
        row = EnrolmentAnchor(organisation_id=enrolment.organisation_id, enrolment=enrolment, key=anchor.key)
        if anchor.key in dated:
            value = dated[anchor.key]
            row.moment, row.is_day, row.zone = value.moment, value.is_day, value.zone
        elif anchor.source == PathAnchor.Source.START:
            row.moment = enrolment.created_at
        elif anchor.source == PathAnchor.Source.APPOINTMENT and visit is not None:
            row.moment, row.zone = visit.starts_at, visit.zone
        rows[anchor.key] = row
    return rows


def _leave_behind(about: CarePathVersion | Enrolment, looker: Looker, event: str) -> None:
    record(
        looker=looker,
        organisation_id=about.organisation_id,
        event=event,
        action="U",
        object_type="enrolment" if isinstance(about, Enrolment) else "carepathversion",
        object_id=about.id,
        patient_id=about.patient_id if isinstance(about, Enrolment) else None,
    )
