"""What the page lists."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from conversations.access import of_person
from downloads.models import Download
from people.models import Patient, Person


def own_downloads(person: Person) -> QuerySet[Download]:
    """The copies of this person that are there or in the making, the newest first."""
    rows = Download.objects.filter(kind=Download.Kind.TALK, person=person, expires_at__gt=timezone.now())
    return rows.select_related("organisation", "patient")


def own_files(person_id: UUID) -> QuerySet[Download]:
    """The files of figures of a member that are there or in the making, the newest first. In its scope."""
    return Download.objects.filter(
        kind=Download.Kind.USAGE, person_id=person_id, expires_at__gt=timezone.now()
    )


def registrations(person: Person) -> list[Patient]:
    """Of whom, and at which organisations, this person reads conversations."""
    reached = set(of_person(person).exclude(last_number=0).values_list("patient_id", flat=True))
    rows = Patient.objects.filter(id__in=reached).select_related("organisation")
    return sorted(
        rows, key=lambda each: (each.person_id != person.id, each.given_name, each.organisation.name)
    )
