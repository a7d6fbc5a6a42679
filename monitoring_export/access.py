"""The only way to figures of usage."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from downloads.access import access_own_file
from downloads.models import Download
from monitoring_export.groups import location, specialism
from monitoring_export.models import Delivery
from monitoring_export.wish import ON_A_PAGE, Wish
from rowsecurity.errors import NotFound
from tenants.models import Department, Membership
from tenants.roles import Act, require


def access_usage(
    member: Membership, query: Mapping[str, str], most: Mapping[str, int] = ON_A_PAGE
) -> tuple[Wish, list[Department]]:
    """What is wished for, and the departments there are; one of elsewhere is not there."""
    require(member, Act.READ_USAGE)
    wish = Wish.read(query, most)
    departments = list(Department.all_objects.select_related("organisation"))
    if wish.department_id and wish.department_id not in {each.id for each in departments}:
        raise NotFound(_("This department does not exist."))
    if wish.location_id and wish.location_id not in {location(each) for each in departments}:
        raise NotFound(_("This location does not exist."))
    return wish, departments


def chosen(wish: Wish, departments: list[Department]) -> list[Department] | None:
    """The departments that the filters leave; None when they leave all, and what belongs to none."""
    if not (wish.department_id or wish.location_id or wish.specialism):
        return None
    return [
        each
        for each in departments
        if wish.department_id in (None, each.id)
        and wish.location_id in (None, location(each))
        and wish.specialism in ("", specialism(each))
    ]


def access_delivery(member: Membership, delivery_id: UUID) -> Delivery:
    """A delivery of the organisation, also one that has ended."""
    require(member, Act.CONFIGURE_ORGANISATION)
    found = Delivery.objects.filter(id=delivery_id).first()
    if found is None:
        raise NotFound(_("This delivery does not exist."))
    return found


def access_usage_file(member: Membership, file_id: UUID) -> Download:
    """A file of figures that this member asked for and still may see."""
    require(member, Act.READ_USAGE)
    return access_own_file(member.person_id, file_id)
