"""The list for the desk: who comes today and is not in yet; letters, and a number given in person."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record_each
from onboarding import queries
from onboarding.actions import at_the_desk
from onboarding.forms import MobileForm
from onboarding.letter import LetterFacts, letter_pdf
from people.access import access_patient_to_invite
from people.actions import more_ways
from people.edges import MemberRequest
from people.looker import looker
from tenants.models import Department
from tenants.roles import Act, require

FAR = timedelta(days=31)


@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """Appointments of a day of patients who are not in; made to be printed."""
    require(request.membership, Act.ENROL)
    departments = list(Department.objects.all())
    department = next((each for each in departments if str(each.id) == request.GET.get("afdeling", "")), None)
    day = _day(request.GET.get("dag", ""))
    visits = list(queries.at_the_desk(day, department.id if department else None))
    invitations = queries.invitations_of(visits)
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="invitation.desk_list",
        object_type="patient",
        seen=[(visit.patient_id, visit.patient_id) for visit in visits],
    )
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "departments": departments,
        "department": department,
        "lines": [(visit, invitations.get(visit.patient_id)) for visit in visits],
    }
    return render(request, "onboarding/desk.html", context)


def _day(text: str) -> date:
    now = timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return now
    return min(max(day, now - FAR), now + FAR)


@require_POST
def letter(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """A letter with a new code, to print. An earlier letter of this patient no longer works."""
    patient = access_patient_to_invite(request.membership, patient_id)
    department = at_the_desk.department_of(request.membership, request.POST.get("afdeling", ""))
    invitation, code = more_ways.write_letter(
        member=request.membership, looker=looker(request), patient=patient, department=department
    )
    facts = LetterFacts(
        organisation=request.organisation.name,
        phone=request.organisation.phone,
        patient=patient.name,
        code=code,
        valid_until=timezone.now() + more_ways.LETTER_VALID,
        language=patient.language,
    )
    name = f"brief-{invitation.id.hex[:8]}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(letter_pdf(facts), content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def mobile(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Fill in the mobile number of somebody who stands at the desk with their identity document."""
    require(request.membership, Act.ENROL)
    patient = access_patient_to_invite(request.membership, patient_id)
    form = MobileForm(request.POST or None, initial={"mobile": patient.mobile})
    if request.method == "POST" and form.is_valid():
        at_the_desk.keep_mobile(
            member=request.membership,
            looker=looker(request),
            patient=patient,
            mobile=form.cleaned_data["mobile"],
        )
        messages.success(request, _("The number has been kept. A code of a letter works at once."))
        return redirect("onboarding:desk", request.organisation.slug)
    context = {"form": form, "patient": patient}
    return render(request, "onboarding/mobile.html", context, status=422 if form.errors else 200)
