"""The organisation itself: its face, its places, its special days, who may ask what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from administration.logo import mark
from audit.actions import Looker, record
from rowsecurity.errors import Refused
from tenants import directory, names
from tenants.models import Department, HoursException, Location, Logo, Membership, Organisation
from tenants.roles import Act, require
from tenants.timetable import forget_desks


def set_face(*, member: Membership, looker: Looker, organisation: Organisation, logo: bytes | None) -> None:
    """Save name, telephone, region and colour; with a logo (a PNG as `logo.draw` makes it) that too."""
    require(member, Act.CONFIGURE_ORGANISATION)
    fields = ["name", "phone", "region", "brand_colour"]
    if logo is not None:
        Logo.objects.all().delete()
        Logo.objects.create(image=logo)
        organisation.logo_mark = mark(logo)
        fields.append("logo_mark")
    _save(organisation, looker, fields, "organisation.face")


def remove_logo(*, member: Membership, looker: Looker, organisation: Organisation) -> None:
    """Show the name alone again."""
    require(member, Act.CONFIGURE_ORGANISATION)
    Logo.objects.all().delete()
    organisation.logo_mark = ""
    _save(organisation, looker, ["logo_mark"], "organisation.face")


def set_rules(*, member: Membership, looker: Looker, organisation: Organisation) -> None:
    """Save who may begin a conversation, how often, by video or not, and what is said by itself."""
    require(member, Act.CONFIGURE_ORGANISATION)
    fields = ["who_may_start", "questions_per_day", "video_is_on", "welcome_text", "closed_text"]
    _save(organisation, looker, fields, "organisation.rules")


def add_location(*, member: Membership, looker: Looker, name: str, address: str) -> Location:
    """Add a place; one name is one place."""
    require(member, Act.CONFIGURE_ORGANISATION)
    try:
        with transaction.atomic():
            location = Location.objects.create(name=name, address=address)
    except IntegrityError as error:
        raise Refused(_("There is a location with this name already.")) from error
    _note(looker, location.organisation_id, "organisation.location_added", "C", "location", location.id)
    return location


def remove_location(*, member: Membership, looker: Looker, location: Location) -> None:
    """Remove a place where no department is any more; `location` must be locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    there = list(Department.objects.filter(location=location).values_list("name", flat=True))
    if there:
        names = ", ".join(there)
        raise Refused(
            _("Departments are here still: %(names)s. Give them another location first.") % {"names": names}
        )
    Department.all_objects.filter(location=location).update(location=None)
    _note(looker, location.organisation_id, "organisation.location_removed", "D", "location", location.id)
    location.delete()


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is other than its weekday, of one department or of all; without stretches it is closed."""

    day: date
    department: Department | None
    stretches: Collection[tuple[time, time]] = ()
    reason: str = ""


def set_special_day(*, member: Membership, looker: Looker, special: SpecialDay) -> None:
    """Save a special day; what was said of that day before goes. Promises made before stay as told."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    known = HoursException.objects.filter(day=special.day, department=special.department)
    known.delete()
    for opens, closes in special.stretches or ((None, None),):
        row = HoursException.objects.create(
            department=special.department,
            day=special.day,
            opens=opens,
            closes=closes,
            reason=special.reason,
        )
    forget_desks()
    _note(looker, member.organisation_id, "organisation.special_day", "U", "hours", row.id)


def remove_special_day(*, member: Membership, looker: Looker, special: HoursException) -> None:
    """The day is as its weekday again."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    HoursException.objects.filter(day=special.day, department=special.department).delete()
    forget_desks()
    _note(looker, member.organisation_id, "organisation.special_day", "D", "hours", special.id)


def _save(organisation: Organisation, looker: Looker, fields: list[str], event: str) -> None:
    organisation.save(update_fields=fields)
    directory.forget()
    transaction.on_commit(names.forget)
    forget_desks()
    _note(looker, organisation.id, event, "U", "organisation", organisation.id)


def _note(
    looker: Looker, organisation_id: UUID, event: str, action: str, object_type: str, object_id: UUID
) -> None:
    record(
        looker=looker,
        organisation_id=organisation_id,
        event=event,
        action=action,
        object_type=object_type,
        object_id=object_id,
    )
