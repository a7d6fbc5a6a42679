"""What an organisation chooses about keeping."""

from __future__ import annotations

from audit.actions import Looker, record
from keeping.models import Terms
from tenants.models import Membership
from tenants.roles import Act, require


def set_terms(*, member: Membership, looker: Looker, terms: Terms) -> None:
    """Save for how long everything is kept; what is over its term goes in one of the next nights."""
    require(member, Act.CONFIGURE_ORGANISATION)
    terms.organisation_id = member.organisation_id
    terms.save()
    record(
        looker=looker,
        organisation_id=member.organisation_id,
        event="retention.set",
        action="U",
        object_type="retention",
        object_id=terms.id,
    )
