"""A manager sets when a department invites by itself."""

from __future__ import annotations

from audit.actions import Looker, record
from onboarding.models import InvitationRule
from tenants.models import Membership
from tenants.roles import Act, require


def keep_rule(*, member: Membership, looker: Looker, rule: InvitationRule) -> None:
    """Keep what was set; takes hold at the next look, within a minute."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    rule.save()
    record(
        looker=looker,
        organisation_id=member.organisation_id,
        event="invitation.rule",
        action="U",
        object_type="department",
        object_id=rule.department_id,
    )
