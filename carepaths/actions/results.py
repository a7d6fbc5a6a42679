"""A result came in, or was taken back."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Now

from carepaths.actions import enrolments
from carepaths.models import Enrolment, Result, Visit
from people.models import Patient


def record_result(
    *, source: str, patient: Patient, code: str, issued_at: datetime, is_withdrawn: bool = False
) -> Result:
    """Keep that a result of this kind is in (never its values), and drop the reminders that wait for it."""
    result, _ = Result.objects.update_or_create(
        source=source,
        defaults={
            "patient": patient,
            "code": code,
            "issued_at": issued_at,
            "withdrawn_at": Now() if is_withdrawn else None,
        },
    )
    # Visits first and in one order, as everybody who plans locks them.
    visits = (
        Visit.objects.select_for_update().filter(patient=patient, status=Visit.Status.BOOKED).order_by("id")
    )
    active = Enrolment.objects.filter(
        status=Enrolment.Status.ACTIVE, version__steps__result_code=code
    ).distinct()
    for visit in visits:
        for enrolment in active.filter(visit=visit):
            enrolments.plan_again(enrolment=enrolment, visit=visit)
            if not is_withdrawn:
                enrolments.withdraw_tasks(enrolment=enrolment, result_code=code)
    return result
