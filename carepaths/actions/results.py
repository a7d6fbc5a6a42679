"""A result came in, or was taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models.functions import Now

from carepaths.actions import planning, starting
from carepaths.actions.enrolments import running_of
from carepaths.models import PathTrigger, Result
from carepaths.plan import Reason
from people.models import Patient

# What a system tells of long ago, for example when it is joined, starts no path.
RECENT = timedelta(days=7)


def record_result(
    *, source: str, patient: Patient, code: str, issued_at: datetime, is_withdrawn: bool = False
) -> Result:
    """Keep that a result of this kind is in (never its values), and let the paths that look at it know."""
    result, is_new = Result.objects.update_or_create(
        source=source,
        defaults={
            "patient": patient,
            "code": code,
            "issued_at": issued_at,
            "withdrawn_at": Now() if is_withdrawn else None,
        },
    )
    for enrolment in running_of(patient):
        steps = planning.steps_of(enrolment.follows)
        if any(code in step.result_codes for step in steps):
            planning.plan_again(enrolment=enrolment)
            if not is_withdrawn:
                planning.withdraw_tasks(enrolment=enrolment, reason=Reason.RESULT_IN, result_code=code)
    if is_new and not is_withdrawn and issued_at >= planning.database_now() - RECENT:
        starting.start_all(patient=patient, kind=PathTrigger.Kind.RESULT, code=code)
    return result
