"""The lists of who reads along: for the patient, for the relative and for the team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from people import ages
from people.models import Person, Representation
from rowsecurity.errors import NotFound
from rowsecurity.scopes import current_scope
from tenants.models import Membership
from tenants.roles import Act, require

LIVE = Q(ends_at=None) | Q(ends_at__gt=Now())


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads along with a patient now, who was invited, and whose access has ended."""

    now: list[Representation]
    waiting: list[Representation]
    ended: list[Representation]


def readers_of(patient_ids: Iterable[UUID]) -> Readers:
    """Everybody of these patients, as far as the scope shows them."""
    rows = list(
        Representation.objects.filter(patient__in=list(patient_ids))
        .select_related("patient", "organisation")
        .order_by("name", "id")
    )
    return Readers(
        now=[each for each in rows if each.person_id and not each.is_ended],
        waiting=[each for each in rows if not each.person_id and not each.is_ended],
        ended=[each for each in rows if each.is_ended and each.name],
    )


def in_force(patient_id: UUID) -> QuerySet[Representation]:
    """Who reaches something of a patient now; in the scope of the organisation."""
    rows = Representation.objects.filter(LIVE, patient_id=patient_id, person__isnull=False)
    return rows.filter(starts_at__lte=Now()).order_by("name", "id")


def represented_by(person: Person) -> list[Representation]:
    """For whom this person reads along now. In their own scope."""
    rows = Representation.objects.filter(LIVE, person=person).select_related("patient", "organisation")
    return list(rows.order_by("patient__given_name", "organisation__name"))


def ended_lately(person: Person) -> list[Representation]:
    """What this person read along with until lately, without whose it was. In their own scope."""
    since = Now() - timedelta(days=60)
    rows = Representation.objects.filter(person=person, ends_at__lte=Now(), ends_at__gt=since)
    return list(rows.select_related("organisation").order_by("-ends_at"))


def reads_along(person: Person) -> str:
    """`now`, `once` when all of it has ended, or nothing for who never did. In their own scope."""
    rows = list(Representation.objects.filter(person=person).only("ends_at"))
    if any(not each.is_ended for each in rows):
        return "now"
    return "once" if rows else ""


def decides_along_from(representation: Representation, today: date) -> date | None:
    """For a parent, around that day: when the child is 12 and decides along."""
    if representation.ground != Representation.Ground.PARENT:
        return None
    day = ages.birthday(representation.patient.birth_date, ages.BOTH_FROM)
    return day if ages.is_near(day, on=today) else None


def access_representation(member: Membership, representation_id: UUID) -> Representation:
    """One of the member's organisation, locked."""
    require(member, Act.GRANT)
    rows = Representation.objects.filter(organisation_id=member.organisation_id)
    return _locked(rows, representation_id)


def access_own_representation(person: Person, representation_id: UUID) -> Representation:
    """One that this person received, or gave as the patient. In their own scope, only to look."""
    rows = Representation.objects.filter(Q(person=person) | Q(patient__person=person))
    found = rows.select_related("patient", "organisation").filter(id=representation_id).first()
    if found is None:
        raise NotFound(_("This access does not exist, or is not yours to change."))
    return found


def locked_again(representation: Representation) -> Representation:
    """The same, in the job scope of its organisation, locked for a change that was allowed."""
    assert current_scope().organisation_id == representation.organisation_id
    return _locked(Representation.objects.all(), representation.id)


def _locked(rows: QuerySet[Representation], representation_id: UUID) -> Representation:
    found = (
        rows.select_related("patient").select_for_update(of=("self",)).filter(id=representation_id).first()
    )
    if found is None:
        raise NotFound(_("This access does not exist."))
    return found
