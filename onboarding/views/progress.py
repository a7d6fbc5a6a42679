"""How far invitations get, and who stands still where."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.actions import record_each
from monitoring_export import months
from onboarding import funnel
from onboarding.plot import plot
from onboarding.wish import Wish, month_name
from people.edges import MemberRequest
from people.looker import looker
from tenants.models import Department
from tenants.roles import Act, require

PAGE = 50
CHOICES = 24


@require_safe
def progress(request: MemberRequest) -> HttpResponse:
    """The funnel of a month, of twelve months, per department; or the people behind one step of it."""
    require(request.membership, Act.INVITE)
    wish = Wish.read(request.GET)
    departments = list(Department.objects.all())
    chosen = next((each for each in departments if each.id == wish.department_id), None)
    wish = Wish(wish.month, chosen.id if chosen else None)
    step = request.GET.get("stap", "")
    if step.isdigit() and int(step) in funnel.STALLS:
        return _people(request, wish, int(step), chosen)
    return render(request, "onboarding/progress.html", _figures(wish, departments, chosen))


def _figures(wish: Wish, departments: list[Department], chosen: Department | None) -> dict[str, object]:
    found = funnel.funnel(wish.months)
    of_month = {month: _of(found, month, wish) for month in wish.months}
    rows = [(each.name, found.of(wish.month, each.id)) for each in departments]
    rest = found.of(wish.month, None)
    bars = [(month, each.activated, each.sent - each.activated) for month, each in of_month.items()]
    newest = months.up_to(months.this_month(), CHOICES)
    return {
        "wish": wish,
        "month_name": month_name(wish.month),
        "choices": [(f"{month:%Y-%m}", month_name(month)) for month in reversed(newest)],
        "departments": departments,
        "chosen": chosen,
        "steps": of_month[wish.month].steps,
        "is_empty": not any(each.sent for each in of_month.values()),
        "rows": rows if chosen is None else [],
        "rest": rest if rest.sent and chosen is None else None,
        "of_months": [(month_name(month), each) for month, each in reversed(of_month.items())],
        "plot": plot(bars),
        "stalls": funnel.stalls(wish.month, wish.department_id),
    }


def _of(found: funnel.Funnel, month: object, wish: Wish) -> funnel.Figures:
    return found.of(month, wish.department_id) if wish.department_id else found.together(month)  # type: ignore[arg-type]


def _people(request: MemberRequest, wish: Wish, step: int, chosen: Department | None) -> HttpResponse:
    stalled = Paginator(funnel.stalled(wish.month, wish.department_id, step), PAGE)
    shown = stalled.get_page(request.GET.get("page"))
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="invitation.listed",
        object_type="invitation",
        seen=[(each.id, each.patient_id) for each in shown],
    )
    name, advice = funnel.STALLS[step]
    context = {
        "page": shown,
        "name": name,
        "advice": advice,
        "wish": wish,
        "chosen": chosen,
        "month_name": month_name(wish.month),
    }
    return render(request, "onboarding/stalled.html", context)
