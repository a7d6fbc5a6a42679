"""For whom: by pasted numbers, a day of appointments, a care path or a label. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from carepaths.models import CarePath, Enrolment, Visit
from conversations.models import ConversationLabel, Label
from people.models import Patient, Representation
from tenants.models import Department

MOST = 2000


@dataclass(frozen=True, slots=True)
class Audience:
    """The patients that were found, and each pasted line that names nobody, with why."""

    patients: list[Patient]
    bad_lines: list[str] = field(default_factory=list)


def of_numbers(text: str) -> Audience:
    """One patient number a line, as it is pasted from a list."""
    lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
    known = {
        patient.number: patient for patient in Patient.objects.filter(number__in=[n for _place, n in lines])
    }
    found: dict[UUID, Patient] = {}
    bad = []
    for place, number in lines:
        patient = known.get(number)
        if patient is None:
            bad.append(
                _("Line %(line)d: no patient has number %(number)s.") % {"line": place, "number": number}
            )
        elif patient.deceased_on is not None:
            sentence = _("Line %(line)d: the patient with number %(number)s has died.")
            bad.append(sentence % {"line": place, "number": number})
        elif patient.id in found:
            bad.append(
                _("Line %(line)d: number %(number)s stands there twice.") % {"line": place, "number": number}
            )
        else:
            found[patient.id] = patient
    return Audience(list(found.values()), bad)


def of_day(department: Department, day: date) -> Audience:
    """Who has an appointment at the department on a day."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    visits = Visit.objects.filter(department=department, starts_at__gte=start, starts_at__lt=end)
    return _of(visits.filter(status=Visit.Status.BOOKED).values("patient_id"))


def of_path(path: CarePath) -> Audience:
    """Who follows a care path now."""
    rows = Enrolment.objects.filter(version__path=path, status=Enrolment.Status.ACTIVE)
    return _of(rows.values("patient_id"))


def of_label(department: Department, label: Label) -> Audience:
    """Whose open conversation with the department has a label."""
    rows = ConversationLabel.objects.filter(label=label, conversation__department=department)
    return _of(rows.filter(conversation__closed_at=None).values("conversation__patient_id"))


def reachable(patients: Iterable[Patient]) -> set[UUID]:
    """Those with an account, or with somebody who reads along with all of it for them."""
    ids = [patient.id for patient in patients]
    now = timezone.now()
    with_account = set(Patient.objects.filter(id__in=ids, person__isnull=False).values_list("id", flat=True))
    granted = Representation.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), patient__in=ids, person__isnull=False, starts_at__lte=now
    )
    return with_account | set(granted.filter(covers_all=True).values_list("patient_id", flat=True))


def _of(rows: QuerySet) -> Audience:
    patients = Patient.objects.filter(id__in=rows, deceased_on=None).order_by(
        "family_name", "given_name", "id"
    )
    return Audience(list(patients[: MOST + 1]))
