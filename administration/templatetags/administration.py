"""The tabs of the pages about running the organisation."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.roles import Act, may

register = template.Library()
PLACES = (
    ("administration:checklist", _("Checklist"), Act.CONFIGURE_ORGANISATION),
    ("administration:face", _("Name and colour"), Act.CONFIGURE_ORGANISATION),
    ("administration:rules", _("Who may ask"), Act.CONFIGURE_ORGANISATION),
    ("administration:locations", _("Locations"), Act.CONFIGURE_ORGANISATION),
    ("administration:special_days", _("Special days"), Act.CONFIGURE_DEPARTMENT),
    ("administration:tokens", _("Own systems"), Act.CONFIGURE_ORGANISATION),
    ("single_sign_on:settings", _("Single sign-on"), Act.CONFIGURE_ORGANISATION),
    ("keeping:terms", _("How long it is kept"), Act.CONFIGURE_ORGANISATION),
    ("keeping:erasures", _("Deleting"), Act.ERASE),
    ("keeping:everything", _("Take everything along"), Act.TAKE_ALONG),
)


@register.simple_tag(takes_context=True)
def administration_places(context: template.Context) -> list[dict[str, object]]:
    """Where this member may go, and which of it is shown now."""
    request = context["request"]
    places = []
    for name, label, act in PLACES:
        if may(request.membership, act):
            path = reverse(name, args=[request.organisation.slug])
            places.append({"path": path, "name": label, "is_here": request.path == path})
    return places
