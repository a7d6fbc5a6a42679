"""The only way to visits and paths. Filters itself, row security under it; strangers get `NotFound`."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from carepaths.models import CarePath, CarePathVersion, DueStep, Enrolment, Letter, Visit
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


def access_version(member: Membership, version_id: UUID, *, lock: bool = False) -> CarePathVersion:
    """One version of a path of the member's organisation; `lock` is to change it, which not everybody may."""
    require(member, Act.CONFIGURE_DEPARTMENT if lock else Act.ENROL)
    rows = CarePathVersion.objects.filter(organisation_id=member.organisation_id)
    rows = rows.select_related("path__department")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    version = rows.filter(id=version_id).first()
    if version is None:
        raise NotFound(_("This version does not exist, or is not meant for you."))
    return version


def access_enrolment(member: Membership, enrolment_id: UUID, *, lock: bool = False) -> Enrolment:
    """One enrolment of the member's organisation; with `lock` its visit is locked first, then itself."""
    require(member, Act.ENROL)
    rows = Enrolment.objects.filter(organisation_id=member.organisation_id, id=enrolment_id)
    if lock:
        visits = Visit.objects.filter(id__in=rows.values("visit_id"))
        list(visits.select_for_update().values_list("id"))
        rows = rows.select_for_update(of=("self",), no_key=True)
    related = ("patient", "visit__department", "version__path__department", "conversation")
    enrolment = rows.select_related(*related).first()
    if enrolment is None:
        raise NotFound(_("This patient does not follow this path, or it is not meant for you."))
    return enrolment


def access_enrolments(member: Membership, enrolment_ids: Collection[UUID]) -> list[Enrolment]:
    """These enrolments of the member's organisation, locked: all visits first, each in order of id."""
    require(member, Act.ENROL)
    rows = Enrolment.objects.filter(organisation_id=member.organisation_id, id__in=enrolment_ids)
    visits = Visit.objects.filter(id__in=rows.values("visit_id")).order_by("id")
    list(visits.select_for_update().values_list("id"))
    rows = rows.select_for_update(of=("self",), no_key=True).order_by("id")
    related = ("patient", "visit__department", "version__path__department", "conversation")
    found = list(rows.select_related(*related))
    if len(found) != len(set(enrolment_ids)):
        raise NotFound(_("This patient does not follow this path, or it is not meant for you."))
    return found


def access_due_step(member: Membership, enrolment: Enrolment, due_step_id: UUID) -> DueStep:
    """One line of an enrolment that the member reached."""
    require(member, Act.ENROL)
    due = DueStep.objects.filter(enrolment=enrolment, id=due_step_id).select_related("step").first()
    if due is None:
        raise NotFound(_("This step does not exist, or is not meant for you."))
    return due


def access_letter(member: Membership, letter_id: UUID) -> Letter:
    """One letter of a path of the member's organisation."""
    require(member, Act.ENROL)
    rows = Letter.objects.filter(organisation_id=member.organisation_id, id=letter_id)
    letter = rows.select_related("enrolment__patient", "task__department").first()
    if letter is None:
        raise NotFound(_("This letter does not exist, or is not meant for you."))
    return letter
