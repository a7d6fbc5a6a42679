"""Name, logo, colour, places, special days, and who may ask what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from administration.access import access_location, access_special_day
from administration.actions import house
from administration.forms import FaceForm, LocationForm, RulesForm, SpecialDayForm
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import NotFound, Refused
from tenants.models import HoursException, Location
from tenants.roles import Act, require


@require_http_methods(["GET", "HEAD", "POST"])
def face(request: MemberRequest) -> HttpResponse:
    """How the organisation is called and looks; `neem` takes the colour that was offered."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None and typed.get("neem"):
        typed.setlist("brand_colour", typed.getlist("neem"))
    form = FaceForm(typed, request.FILES or None, instance=request.organisation)
    if typed is not None and form.is_valid():
        house.set_face(
            member=request.membership,
            looker=looker(request),
            organisation=form.save(commit=False),
            logo=form.cleaned_data["logo"],
        )
        messages.success(request, _("The change has been kept."))
        return redirect("administration:face", request.organisation.slug)
    # What was typed and refused is not the face of the page.
    request.organisation.refresh_from_db()
    return render(request, "administration/face.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def remove_logo(request: MemberRequest) -> HttpResponse:
    """Show the name alone again."""
    house.remove_logo(member=request.membership, looker=looker(request), organisation=request.organisation)
    messages.success(request, _("The logo has been removed."))
    return redirect("administration:face", request.organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: MemberRequest) -> HttpResponse:
    """Who may start a conversation, how often, and what is said by itself."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = RulesForm(request.POST or None, instance=request.organisation)
    if request.method == "POST" and form.is_valid():
        house.set_rules(
            member=request.membership, looker=looker(request), organisation=form.save(commit=False)
        )
        messages.success(request, _("The change has been kept."))
        return redirect("administration:rules", request.organisation.slug)
    return render(request, "administration/rules.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def locations(request: MemberRequest) -> HttpResponse:
    """The places, and adding one."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = LocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            house.add_location(member=request.membership, looker=looker(request), **form.cleaned_data)
            return redirect("administration:locations", request.organisation.slug)
        except Refused as refused:
            form.add_error("name", refused.sentence)
    context = {"form": form, "locations": Location.objects.prefetch_related("departments")}
    return render(request, "administration/locations.html", context, status=422 if form.errors else 200)


@require_POST
def remove_location(request: MemberRequest, location_id: UUID) -> HttpResponse:
    """Remove a place where no department is."""
    location = access_location(request.membership, location_id)
    try:
        house.remove_location(member=request.membership, looker=looker(request), location=location)
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("administration:locations", request.organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def special_days(request: MemberRequest) -> HttpResponse:
    """Days that are other than their weekday, and adding one."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    form = SpecialDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        house.set_special_day(member=request.membership, looker=looker(request), special=form.special)
        messages.success(request, _("The day has been kept."))
        return redirect("administration:special_days", request.organisation.slug)
    days = HoursException.objects.filter(day__gte=timezone.localdate()).select_related("department")
    context = {"form": form, "days": days}
    return render(request, "administration/special_days.html", context, status=422 if form.errors else 200)


@require_POST
def remove_special_day(request: MemberRequest, special_day_id: UUID) -> HttpResponse:
    """The day is as its weekday again."""
    special = access_special_day(request.membership, special_day_id)
    house.remove_special_day(member=request.membership, looker=looker(request), special=special)
    messages.success(request, _("That day is as other weeks again."))
    return redirect("administration:special_days", request.organisation.slug)
