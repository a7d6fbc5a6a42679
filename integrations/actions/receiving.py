"""Takes in what a hospital's system tells: all of it, once, in the order of its versions, or nothing.

One transaction in the job scope of the organisation. A repeated version changes nothing, an older one is
left aside. Locks are taken in one order (identities, patients, visits), so that two senders cannot hold
each other up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from uuid import UUID

from django.db.models.functions import Now

from audit.actions import Looker, record
from integrations.actions import applying
from integrations.fhir.elements import logical_id
from integrations.fhir.outcomes import Issue, Rejected
from integrations.fhir.profile import PatientTold, Reference
from integrations.fhir.transactions import Item
from integrations.models import IncomingResource
from people.models import Patient

ORDER = list(applying.APPLY)


class Course(StrEnum):
    """What happened with a resource."""

    CREATED = "created"
    UPDATED = "updated"
    REPEATED = "repeated"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Received:
    """How one item ended; `version` is the newest that we have."""

    resource_type: str
    target_id: UUID
    version: int
    course: Course


def receive(*, items: Sequence[Item], looker: Looker) -> list[Received]:
    """Take in the items and return how each ended, in order. Raises `Rejected`: then nothing may stay."""
    known = _lock(items)
    resolver = _Resolver(items, known)
    received: dict[int, Received] = {}
    for index, item in sorted(enumerate(items), key=lambda pair: ORDER.index(pair[1].resource_type)):
        row = known[item.resource_type, item.identifier]
        _check_id(item, row)
        received[index] = _take_in(item, row, resolver, looker)
    return [received[index] for index in range(len(items))]


class _Resolver:
    """Finds the patient that a reference means, and locks them."""

    def __init__(self, items: Sequence[Item], known: dict[tuple[str, str], IncomingResource]) -> None:
        self.known = known
        self.entries = {i.full_url: i for i in items if i.full_url and isinstance(i.told, PatientTold)}

    def patient(self, reference: Reference) -> Patient:
        patient_id = self._patient_id(reference)
        found = Patient.objects.select_for_update(no_key=True).filter(id=patient_id) if patient_id else []
        for patient in found:
            return patient
        raise Rejected(422, Issue("not-found", "No such patient is known here.", reference.expression))

    def _patient_id(self, reference: Reference) -> UUID | None:
        if reference.kind == "id":
            try:
                return UUID(reference.value)
            except ValueError:
                return None
        if reference.kind == "entry":
            item = self.entries.get(reference.value)
            row = self.known[item.resource_type, item.identifier] if item else None
        else:
            rows = IncomingResource.objects.filter(resource_type="Patient", identifier=reference.value)
            row = rows.first()
        return row.target_id if row else None


def _lock(items: Sequence[Item]) -> dict[tuple[str, str], IncomingResource]:
    """The row of each identity, made where it is new, locked in one order."""
    identities = sorted({(item.resource_type, item.identifier) for item in items})
    rows = [IncomingResource(resource_type=kind, identifier=identifier) for kind, identifier in identities]
    for row in rows:
        row.organisation_id = applying.organisation_id()
    IncomingResource.objects.bulk_create(rows, ignore_conflicts=True)
    locked = IncomingResource.objects.select_for_update().order_by("resource_type", "identifier")
    return {
        (row.resource_type, row.identifier): row
        for row in locked.filter(identifier__in={identifier for _, identifier in identities})
    }


def _check_id(item: Item, row: IncomingResource) -> None:
    """A PUT names an id that we gave, and the resource it stands for."""
    if item.wanted_id is None:
        return
    path = f"{item.expression or item.resource_type}.id"
    if row.target_id is None or row.target_id != logical_id(item.wanted_id, path):
        raise Rejected(404, Issue("not-found", "There is no such resource.", path))


def _take_in(item: Item, row: IncomingResource, resolver: _Resolver, looker: Looker) -> Received:
    if row.target_id is not None and item.version < row.version:
        return Received(item.resource_type, row.target_id, row.version, Course.OLDER)
    reference = getattr(item.told, "patient", None)
    patient = _patient_of(item, row, resolver, reference)
    digest = _digest(item, patient if reference else None)
    if row.target_id is not None and item.version == row.version:
        return _repeated(item, row, digest)
    course = Course.UPDATED if row.target_id else Course.CREATED
    row.target_id, patient_id = applying.APPLY[item.resource_type](item, patient)
    row.version, row.digest = item.version, digest
    row.received_at = Now()
    row.save(update_fields=["target_id", "version", "digest", "received_at"])
    _record(item, course, row.target_id, patient_id, looker)
    return Received(item.resource_type, row.target_id, item.version, course)


def _patient_of(
    item: Item, row: IncomingResource, resolver: _Resolver, reference: Reference | None
) -> Patient | None:
    if reference is not None:
        try:
            return resolver.patient(reference)
        except Rejected as rejected:
            raise (rejected.within(f"{item.expression}.resource") if item.expression else rejected) from None
    return Patient.objects.filter(id=row.target_id).first() if row.target_id else None


def _digest(item: Item, patient: Patient | None) -> bytes:
    """Of what was told, whichever way the patient was pointed at."""
    content = [getattr(item.told, each.name) for each in fields(item.told) if each.name != "patient"]
    return hashlib.sha256(repr([content, patient and patient.id]).encode()).digest()


def _repeated(item: Item, row: IncomingResource, digest: bytes) -> Received:
    if bytes(row.digest) != digest:
        path = f"{item.expression}.resource.meta" if item.expression else f"{item.resource_type}.meta"
        sentence = "This version was sent before with another content."
        raise Rejected(409, Issue("conflict", sentence, f"{path}.versionId"))
    assert row.target_id is not None
    return Received(item.resource_type, row.target_id, row.version, Course.REPEATED)


def _record(item: Item, course: Course, target_id: UUID, patient_id: UUID, looker: Looker) -> None:
    record(
        looker=looker,
        organisation_id=applying.organisation_id(),
        event=f"fhir.{item.resource_type.lower()}.{course}",
        action="C" if course is Course.CREATED else "U",
        object_type=applying.OBJECTS[item.resource_type],
        object_id=target_id,
        patient_id=patient_id,
    )
