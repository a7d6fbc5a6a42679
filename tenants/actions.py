"""What changes about organisations, and only here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from itertools import chain, count
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from audit.actions import Looker, record
from tenants import envelope, names
from tenants.models import Department, Membership, OpeningHours, Organisation, OrganisationKey
from tenants.roles import Act, require
from tenants.timetable import forget_desk


def create_organisation(
    *, organisation_id: UUID, slug: str, name: str, kind: str, phone: str, region: str = ""
) -> Organisation:
    """Create an organisation and its first data key. Runs in the job scope of the new id."""
    organisation = Organisation(
        id=organisation_id, slug=slug, name=name, kind=kind, phone=phone, region=region
    )
    organisation.save(force_insert=True)
    rotate_key(organisation_id=organisation_id)
    return organisation


def rotate_key(*, organisation_id: UUID) -> OrganisationKey:
    """Add a data key; from now on new values are sealed with it and older ones still open."""
    newest = OrganisationKey.objects.order_by("-generation").first()
    generation = newest.generation + 1 if newest else 1
    wrapped = envelope.new_wrapped_key(organisation_id, generation)
    return OrganisationKey.objects.create(generation=generation, wrapped=wrapped)


def rewrap_keys(*, organisation_id: UUID) -> int:
    """Wrap all data keys by the newest key-encryption key; returns how many. The data keys stay the same."""
    keys = list(OrganisationKey.objects.select_for_update())
    for key in keys:
        key.wrapped = envelope.rewrap(organisation_id, key.generation, key.wrapped)
        key.save(update_fields=["wrapped"])
    return len(keys)


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of a weekday (0 is Monday), in local time."""

    weekday: int
    opens: time
    closes: time


def add_department(
    *, member: Membership, looker: Looker, department: Department, hours: list[Opening]
) -> Department:
    """Add a department. Its code, by which the hospital's own system names it, is made of its name."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    department.organisation_id = member.organisation_id
    department.code = _free_code(department.name)
    configure_department(member=member, looker=looker, department=department, hours=hours)
    return department


def _free_code(name: str) -> str:
    stem = slugify(name).upper()[:30] or "AFDELING"
    known = set(Department.all_objects.filter(code__startswith=stem).values_list("code", flat=True))
    codes = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(code for code in codes if code not in known)


def configure_department(
    *, member: Membership, looker: Looker, department: Department, hours: list[Opening]
) -> None:
    """Save what a department promises. Promises made before stay as they were told."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    department.save()
    OpeningHours.objects.filter(department=department).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            organisation_id=department.organisation_id,
            department=department,
            weekday=each.weekday,
            opens=each.opens,
            closes=each.closes,
        )
        for each in hours
    )
    forget_desk(department.id)
    transaction.on_commit(names.forget)
    record(
        looker=looker,
        organisation_id=department.organisation_id,
        event="department.configure",
        action="U",
        object_type="department",
        object_id=department.id,
    )
