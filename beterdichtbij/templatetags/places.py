"""The main menus. A place is listed when it exists and when the member's roles lead there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.urls import is_valid_path
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.models import Membership
from tenants.roles import Act, may

register = template.Library()


@dataclass(frozen=True, slots=True)
class Place:
    """One link of a menu; `act` is what a role must allow."""

    path: str
    name: str | Promise
    icon: str
    act: Act
    has_count: bool = False  # its `stand/` says how much waits there
    also: tuple[str, ...] = ()  # where its pages lead, which stand elsewhere
    is_video: bool = False  # only where the organisation uses video visits


STAFF_PLACES = (
    Place("", _("Inbox"), "inbox", Act.READ_CONVERSATIONS),
    Place("taken/", _("Tasks"), "check", Act.READ_CONVERSATIONS, has_count=True),
    Place("beeldbellen/", _("Video"), "video", Act.WRITE_CONVERSATIONS, is_video=True),
    Place("berichten/", _("To many"), "send", Act.WRITE_CONVERSATIONS),
    Place("uitnodigen/", _("Invite"), "people", Act.INVITE, also=("nummers/",)),
    Place("helpdesk/", _("Helpdesk"), "help", Act.HELP),
    Place("zorgpaden/", _("Care paths"), "path", Act.ENROL),
    Place(
        "afdelingen/",
        _("Departments"),
        "settings",
        Act.CONFIGURE_DEPARTMENT,
        also=(
            "netwerk/vindbaar/",
            "schriftelijk-consult/",
            "labels/",
            "antwoorden/",
            "naasten-regels/",
            "beeldbellen/spreekuren/",
        ),
    ),
    Place("organisatie/", _("Organisation"), "hospital", Act.CONFIGURE_ORGANISATION),
    Place("medewerkers/", _("Staff"), "person", Act.CONFIGURE_ORGANISATION),
    Place("gebruik/", _("Usage"), "chart", Act.READ_USAGE, also=("monitor/",)),
    Place("toegangslog/", _("Access log"), "eye", Act.READ_ACCESS_LOG),
)


class Link(NamedTuple):
    """A place as the menu of one member shows it."""

    path: str
    name: str
    icon: str
    is_here: bool
    standing: str


@lru_cache
def exists(path: str) -> bool:
    """Whether some page answers this address."""
    return bool(is_valid_path(path))


@register.simple_tag(takes_context=True)
def staff_places(context: template.Context) -> tuple[Link, ...]:
    """Return where this member may go in this organisation, and which of it is shown now."""
    membership: Membership | None = context.get("membership")
    organisation = context.get("organisation")
    if membership is None or organisation is None:
        return ()
    roles, here = tuple(membership.roles), context["request"].path
    return _places(organisation.slug, roles, organisation.video_is_on, here, get_language())


class _Roles(NamedTuple):
    roles: tuple[str, ...]


# The same for whole teams, page after page.
@lru_cache(maxsize=500)
def _places(
    slug: str, roles: tuple[str, ...], video_is_on: bool, here: str, _language: str | None
) -> tuple[Link, ...]:
    home, member = f"/org/{slug}/", _Roles(roles)
    listed = (place for place in STAFF_PLACES if video_is_on or not place.is_video)
    places = [(home + place.path, place) for place in listed if may(member, place.act)]
    begun = [
        (len(each), path)
        for path, place in places
        for each in (path, *(home + other for other in place.also))
        if here.startswith(each)
    ]
    shown = max(begun, default=(0, ""))[1]
    return tuple(_link(path, place, is_here=path == shown) for path, place in places if exists(path))


@register.simple_tag
def places_of(member: Membership) -> list[str | Promise]:
    """The places in the menu of somebody else, by name."""
    return [place.name for place in STAFF_PLACES if may(member, place.act)]


def _link(path: str, place: Place, *, is_here: bool) -> Link:
    standing = f"{path}stand/" if place.has_count else ""
    return Link(path, str(place.name), place.icon, is_here, standing)
