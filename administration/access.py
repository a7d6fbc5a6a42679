"""The only ways to what an organisation sets about itself."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from integrations.models import ApiToken
from rowsecurity.errors import NotFound
from tenants.models import HoursException, Location, Membership
from tenants.roles import Act, require


def access_location(member: Membership, location_id: UUID) -> Location:
    """A location of the member's organisation, locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    rows = Location.objects.select_for_update()
    location = rows.filter(organisation_id=member.organisation_id, id=location_id).first()
    if location is None:
        raise NotFound(_("This location is not there any more."))
    return location


def access_special_day(member: Membership, special_day_id: UUID) -> HoursException:
    """A special day of the member's organisation."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    rows = HoursException.objects.filter(organisation_id=member.organisation_id)
    found = rows.filter(id=special_day_id).first()
    if found is None:
        raise NotFound(_("This day is not there any more."))
    return found


def access_token(member: Membership, api_token_id: UUID) -> ApiToken:
    """A token of a system of the member's organisation, locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    rows = ApiToken.objects.select_for_update().filter(organisation_id=member.organisation_id)
    token = rows.filter(id=api_token_id).first()
    if token is None:
        raise NotFound(_("This token does not exist."))
    return token
