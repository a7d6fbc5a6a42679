"""An organisation compares itself, says with what it takes part, and brings figures from elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from monitoring_export import downloads
from national import layout, quarters
from national.access import access_comparison
from national.actions.bringing import bring
from national.actions.taking_part import take_part
from national.elsewhere import ELSEWHERE, known
from national.forms import BringForm, TakePartForm
from national.models import GivenFigure, Participation
from national.page import Comparison, Wish
from national.views.choices import choices
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Refused
from tenants.models import Organisation
from tenants.roles import Act, may, require


@require_safe
def compare(request: MemberRequest) -> HttpResponse:
    """One figure of the own organisation beside those of others that take part with it."""
    figures = access_comparison(request.membership)
    context: dict[str, object] = {
        "may_configure": may(request.membership, Act.CONFIGURE_ORGANISATION),
        "is_taking_part": bool(figures),
    }
    if figures:
        wish = Wish.read(request.GET, figures)
        comparison = Comparison(wish, own=request.organisation.id)
        context |= {"comparison": comparison, **choices(comparison, figures)}
    return render(request, "national/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def taking_part(request: MemberRequest) -> HttpResponse:
    """With which figures the organisation is shown by name."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = TakePartForm(request.POST or None, initial=_now(request.organisation))
    if request.method == "POST" and form.is_valid():
        since = quarters.parse(form.cleaned_data["since"])
        assert since is not None, "one of the choices"
        begun, stopped = take_part(
            actor=request.membership,
            looker=looker(request),
            figures=form.cleaned_data["figures"],
            region=form.cleaned_data["region"],
            since=since,
        )
        told = _("Kept. You take part with %(begun)s more figures and stopped with %(stopped)s.")
        messages.success(request, told % {"begun": begun, "stopped": stopped})
        return redirect("national:taking_part", request.organisation.slug)
    context = {"form": form, "figures": known().values(), "history": _history()}
    return render(request, "national/taking_part.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: MemberRequest) -> HttpResponse:
    """Figures from elsewhere: all lines are taken in, or none and each wrong one is named."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = BringForm(request.POST or None, request.FILES or None)
    problems: list[layout.Problem] = []
    if request.method == "POST" and form.is_valid():
        lines, problems = layout.read(form.cleaned_data["file"].read())
        if not problems:
            try:
                number = bring(actor=request.membership, looker=looker(request), lines=lines)
            except Refused as refused:
                form.add_error("file", refused.sentence)
            else:
                messages.success(request, _("%(number)s lines have been taken in.") % {"number": number})
                return redirect("national:brought", request.organisation.slug)
    rows = GivenFigure.objects.filter(origin=GivenFigure.Origin.BROUGHT, is_whole=True).order_by(
        "-quarter", "figure"
    )
    context = {
        "form": form,
        "problems": problems,
        "columns": layout.COLUMNS,
        "figures": ELSEWHERE.values(),
        "given": [
            (quarters.name(row.quarter), ELSEWHERE[row.figure].name, int(row.number))
            for row in rows
            if row.figure in ELSEWHERE
        ],
    }
    is_refused = bool(form.errors or problems)
    return render(request, "national/brought.html", context, status=422 if is_refused else 200)


@require_safe
def example(request: MemberRequest) -> HttpResponse:
    """A file in the published layout."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    headers = {"Content-Disposition": 'attachment; filename="aanleveren-voorbeeld.csv"'}
    content = downloads.as_csv(layout.example())
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _now(organisation: Organisation) -> dict[str, object]:
    open_ones = Participation.objects.filter(until=None).values_list("figure", flat=True)
    return {
        "region": organisation.region,
        "figures": list(open_ones),
        "since": quarters.name(quarters.finished(quarters.BACK)[-4]),
    }


def _history() -> list[dict[str, object]]:
    names = known()
    return [
        {
            "figure": names[each.figure].name if each.figure in names else each.figure,
            "since": quarters.name(each.since),
            "until": quarters.name(each.until) if each.until else "",
            "by": each.stopped_by or each.agreed_by,
        }
        for each in Participation.objects.all()
    ]
