"""The desk confirms another mobile number of somebody who stands before them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_each
from helpdesk.access import access_number_change
from helpdesk.actions import numbers
from helpdesk.models import NumberChange
from people.edges import MemberRequest
from people.looker import looker
from tenants.roles import Act, require


@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """Which changes wait for somebody at the desk."""
    return _page(request)


@require_POST
def decide(request: MemberRequest, number_change_id: UUID) -> HttpResponse:
    """Confirm after a look at the identity document, or drop it."""
    change = access_number_change(request.membership, number_change_id, lock=True)
    if request.POST.get("doe") == "niet":
        numbers.drop(member=request.membership, looker=looker(request), change=change)
        messages.success(request, _("The number stays as it was."))
    elif request.POST.get("gezien") != "ja":
        return _page(request, unseen=change)
    else:
        numbers.confirm(member=request.membership, looker=looker(request), change=change)
        messages.success(
            request, _("The number has been changed. The patient is told at the old and the new one.")
        )
    return redirect("helpdesk:numbers", request.organisation.slug)


def _page(request: MemberRequest, unseen: NumberChange | None = None) -> HttpResponse:
    require(request.membership, Act.ENROL)
    rows = NumberChange.objects.filter(state=NumberChange.State.ASKED, expires_at__gt=timezone.now())
    changes = list(rows.select_related("patient", "asked_by").order_by("asked_at"))
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="number.list",
        object_type="patient",
        seen=[(change.patient_id, change.patient_id) for change in changes],
    )
    context = {"changes": changes, "unseen": unseen}
    return render(request, "helpdesk/numbers.html", context, status=422 if unseen else 200)
