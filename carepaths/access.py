"""The only way to visits and paths. Filters itself, row security under it; strangers get `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from carepaths.models import CarePath, Visit
from conversations.access import patients_of
from people.models import Person
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def visits_of(person: Person) -> QuerySet[Visit]:
    """Appointments of this person and of whom they represent, over all organisations. In a person scope."""
    patients = list(patients_of(person).values_list("id", flat=True))
    visits = Visit.objects.filter(patient__in=patients)
    return visits.select_related("patient", "department", "organisation")


def paths_of(member: Membership) -> QuerySet[CarePath]:
    """The paths of the member's organisation."""
    require(member, Act.ENROL)
    return CarePath.objects.filter(organisation_id=member.organisation_id).select_related("department")


def access_path(member: Membership, path_id: UUID) -> CarePath:
    """One path of the member's organisation."""
    path = paths_of(member).filter(id=path_id).first()
    if path is None:
        raise NotFound(_("This care path does not exist, or is not meant for you."))
    return path
