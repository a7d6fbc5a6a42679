"""The pages about letting people in, as tabs."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onboarding.guides import GUIDES, Guide
from tenants.models import Membership
from tenants.roles import Act, may

register = template.Library()
PLACES = (
    ("people:invitations", _("Invitations"), Act.INVITE),
    ("onboarding:lists", _("With a list"), Act.INVITE_MANY),
    ("onboarding:desk", _("At the desk today"), Act.ENROL),
    ("helpdesk:numbers", _("New numbers"), Act.ENROL),
    ("onboarding:progress", _("Progress"), Act.INVITE),
    ("onboarding:rules", _("By itself"), Act.CONFIGURE_DEPARTMENT),
)


@register.simple_tag
def guides() -> tuple[Guide, ...]:
    """Return the explanations there are."""
    return GUIDES


@register.simple_tag(takes_context=True)
def inviting_places(context: template.Context) -> list[dict[str, object]]:
    """Return where this member may go, and which of it is shown now."""
    membership: Membership = context["membership"]
    slug, here = context["organisation"].slug, context["request"].path
    places = [(reverse(name, args=[slug]), label) for name, label, act in PLACES if may(membership, act)]
    return [{"path": path, "name": label, "is_here": path == here} for path, label in places]
