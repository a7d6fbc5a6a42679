"""What a colleague sees, and a sample of who looked at whom."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from administration.sampling import sample
from administration.seeing import sight
from audit.actions import record
from people.access import access_member
from people.edges import MemberRequest
from people.log_wording import sentence
from people.looker import looker
from people.models import Patient
from tenants.roles import Act, require


@require_safe
def member_sees(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """The menu, the departments and the rights of a colleague; never what is said to a patient."""
    target = access_member(request.membership, membership_id)
    context = {
        "target": target,
        "sight": sight(target),
        "departments": [each.department for each in target.departments.select_related("department")],
    }
    return render(request, "administration/member_sees.html", context)


@require_safe
def sampled(request: MemberRequest) -> HttpResponse:
    """The same lines for everybody who looks this week, so that what was found can be shown again."""
    require(request.membership, Act.READ_ACCESS_LOG)
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="access_log.read",
        action="R",
        object_type="access_log",
    )
    entries = sample(timezone.localdate())
    patients = {entry.patient_id for entry in entries if entry.patient_id}
    numbers = dict(Patient.objects.filter(id__in=patients).values_list("id", "number"))
    rows = [
        {"entry": entry, "what": sentence(entry), "number": numbers.get(entry.patient_id, "")}
        for entry in entries
        if entry.patient_id
    ]
    return render(request, "administration/sample.html", {"rows": rows})
