"""Figures that go out by themselves: what goes where, and how each attempt ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring_export.access import access_delivery
from monitoring_export.actions.deliveries import deliver_now, end_delivery, plan_delivery
from monitoring_export.dictionary import FIGURES
from monitoring_export.forms import DeliveryForm
from monitoring_export.models import Delivery, DeliveryAttempt
from monitoring_export.views import FORM_NAMES, WAY_NAMES
from monitoring_export.wish import WAYS, period_name
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Refused
from tenants.roles import Act, require

SHOWN = 50


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Every delivery, and how it went last."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    last = DeliveryAttempt.objects.filter(delivery_id=OuterRef("id")).order_by("-at")
    rows = Delivery.objects.annotate(
        last_result=Subquery(last.values("result")[:1]), last_at=Subquery(last.values("at")[:1])
    )
    shown = [_told(each) for each in rows.order_by("ended_at", "created_at")]
    return render(request, "monitoring_export/deliveries.html", {"deliveries": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Fill in what goes where; it goes for the first time at once."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form, refused = DeliveryForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_delivery(actor=request.membership, looker=looker(request), plan=form.plan)
        except Refused as refusal:
            refused = refusal.sentence
        else:
            messages.success(
                request, _("The delivery is planned. The last period that is complete goes at once.")
            )
            return redirect("monitoring_export:delivery", request.organisation.slug, made.id)
    context = {"form": form, "refused": refused}
    status = 422 if form.errors or refused else 200
    return render(request, "monitoring_export/new_delivery.html", context, status=status)


@require_safe
def delivery(request: MemberRequest, usage_delivery_id: UUID) -> HttpResponse:
    """One delivery and its attempts."""
    found = access_delivery(request.membership, usage_delivery_id)
    attempts = DeliveryAttempt.objects.filter(delivery=found)[:SHOWN]
    context = {
        "told": _told(found),
        "figures": [FIGURES[key].name for key in found.figures if key in FIGURES],
        "attempts": [(each, period_name(each.period, found.step)) for each in attempts],
    }
    return render(request, "monitoring_export/delivery.html", context)


@require_POST
def now(request: MemberRequest, usage_delivery_id: UUID) -> HttpResponse:
    """Have the last period go once more."""
    found = access_delivery(request.membership, usage_delivery_id)
    if found.ended_at:
        raise Refused(_("This delivery has ended. Plan a new one."))
    deliver_now(actor=request.membership, looker=looker(request), delivery=found)
    messages.success(request, _("It goes now. Within a minute you see here how it went."))
    return redirect("monitoring_export:delivery", request.organisation.slug, found.id)


@require_POST
def end(request: MemberRequest, usage_delivery_id: UUID) -> HttpResponse:
    """Nothing goes there any more."""
    found = access_delivery(request.membership, usage_delivery_id)
    end_delivery(actor=request.membership, looker=looker(request), delivery=found)
    messages.success(request, _("The delivery has ended. The password and keys are forgotten."))
    return redirect("monitoring_export:deliveries", request.organisation.slug)


def _told(found: Delivery) -> dict[str, object]:
    words = {by: word for word, by in WAYS.items()}
    result = getattr(found, "last_result", None)
    return {
        "delivery": found,
        "address": found.address,
        "by": WAY_NAMES[words[found.by]],  # type: ignore[index]
        "form": FORM_NAMES.get(found.form, found.form),
        "next": period_name(found.period, found.step),
        "result": DeliveryAttempt.Result(result).label if result else "",
        "is_sent": result == DeliveryAttempt.Result.SENT,
        "at": getattr(found, "last_at", None),
    }
