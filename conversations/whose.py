"""Whose conversations a list shows, for somebody who reads along with others: one switch over one list."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from conversations.reach import reach_of
from people.models import Patient, Person

MYSELF = "ik"


@dataclass(frozen=True, slots=True)
class Whose:
    """One human being, with their registrations; `key` stands in the address."""

    key: str
    name: str
    patients: frozenset[UUID]
    is_chosen: bool


def whose(person: Person, wanted: str) -> list[Whose]:
    """The people between whom this person can switch; nobody when there is only one. In their own scope."""
    patients = Patient.objects.filter(id__in=reach_of(person).patients).order_by("given_name", "id")
    humans: dict[object, list[Patient]] = {}
    for patient in patients:
        is_own = patient.person_id == person.id
        # The same child at two hospitals is one child; nothing else tells the two registrations together.
        same = MYSELF if is_own else (patient.given_name, patient.family_name, patient.birth_date)
        humans.setdefault(same, []).append(patient)
    if len(humans) < 2:
        return []
    found = [
        _one(MYSELF if same == MYSELF else str(rows[0].id), rows, wanted) for same, rows in humans.items()
    ]
    return sorted(found, key=lambda each: each.key != MYSELF)


def _one(key: str, rows: list[Patient], wanted: str) -> Whose:
    name = "" if key == MYSELF else rows[0].given_name
    return Whose(key, name, frozenset(row.id for row in rows), key == wanted)
