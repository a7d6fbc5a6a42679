"""The organisation's rule on what relatives may still read when their access has ended."""

from __future__ import annotations

from audit.actions import Looker, record
from people.models import RelativeRule
from tenants.models import Membership
from tenants.roles import Act, require


def change_rule(*, member: Membership, looker: Looker, rule: RelativeRule) -> None:
    """Keep the rule; it holds at the next read, also for whose access ended before."""
    require(member, Act.CONFIGURE_ORGANISATION)
    rule.save()
    record(
        looker=looker,
        organisation_id=member.organisation_id,
        event="relative_rule.changed",
        action="U",
        object_type="relative_rule",
        object_id=rule.id,
    )
