"""Moving who follows a path to another version of it, after a list of exactly what changes for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from audit.actions import Looker, record
from carepaths.actions import planning
from carepaths.actions.following import Dated
from carepaths.comparing import Change, changes
from carepaths.models import CarePathVersion, Enrolment, EnrolmentAnchor, PathAnchor, Visit
from carepaths.plan import Reason
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require


@dataclass(frozen=True, slots=True)
class Moving:
    """What another version means for one patient; `missing` are anchors that have no moment yet."""

    enrolment: Enrolment
    changes: list[Change]
    missing: list[str] = field(default_factory=list)


def preview_versions(*, enrolments: Iterable[Enrolment], version: CarePathVersion) -> list[Moving]:
    """For each what would come, go and move. Nothing is written."""
    now = planning.database_now()
    return [_moving(enrolment, version, now, {}) for enrolment in enrolments]


def move_to_version(
    *,
    member: Membership,
    looker: Looker,
    enrolment: Enrolment,
    version: CarePathVersion,
    dated: Mapping[str, Dated] | None = None,
) -> list[Change]:
    """Let one patient, locked, go on with another version; what was done is not done again."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if not enrolment.is_running or version.path_id != enrolment.version.path_id:
        raise Refused(_("This patient does not follow this path now."))
    if version.state != CarePathVersion.State.ACTIVE:
        raise Refused(_("This version is not on."))
    if version.id == enrolment.version_id:
        return []
    moving = _moving(enrolment, version, planning.database_now(), dated or {})
    if moving.missing:
        raise Refused(_("Fill in first: %(names)s.") % {"names": ", ".join(moving.missing)})
    EnrolmentAnchor.objects.bulk_create(_new_anchors(enrolment, version, dated or {}).values())
    enrolment.version = version
    enrolment.plan_number += 1
    enrolment.save(update_fields=["version", "plan_number"])
    planning.lapse(enrolment, reason=Reason.NEW_VERSION)
    planning.plan_again(enrolment=enrolment)
    planning.plan_notice(enrolment)
    record(
        looker=looker,
        organisation_id=enrolment.organisation_id,
        event="carepath.version",
        action="U",
        object_type="enrolment",
        object_id=enrolment.id,
        patient_id=enrolment.patient_id,
    )
    return moving.changes


def _moving(
    enrolment: Enrolment, version: CarePathVersion, now: datetime, dated: Mapping[str, Dated]
) -> Moving:
    anchors = planning.anchors_of(enrolment)
    before = planning.moments_of(enrolment, anchors, now=now)
    new = _new_anchors(enrolment, version, dated)
    after = planning.moments_of(enrolment, {**anchors, **new}, now=now, version_id=version.id)
    needed = PathAnchor.objects.filter(
        version=version, is_required=True, source__in=[PathAnchor.Source.TEAM, PathAnchor.Source.APPOINTMENT]
    )
    missing = [row.name for row in needed if row.key in new and new[row.key].moment is None]
    return Moving(enrolment, changes(before, after), missing)


def _new_anchors(
    enrolment: Enrolment, version: CarePathVersion, dated: Mapping[str, Dated]
) -> dict[str, EnrolmentAnchor]:
    """Rows, not saved, for anchors that only the other version has."""
    known = set(EnrolmentAnchor.objects.filter(enrolment=enrolment).values_list("key", flat=True))
    visit: Visit | None = enrolment.visit
    rows = {}
    for anchor in PathAnchor.objects.filter(version=version).exclude(key__in=known):
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
