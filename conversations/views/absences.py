"""Being away: when, who takes over, what is handed over. One's own, and for a manager anybody's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from conversations import away, queries, team_work
from conversations.absence_form import AbsenceForm
from conversations.access import access_absence, access_colleague
from conversations.actions import absences as actions
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Invalid, NotFound, Refused
from tenants.models import Department, Membership
from tenants.roles import Act, may, require


@require_http_methods(["GET", "POST"])
def absences(request: MemberRequest) -> HttpResponse:
    """Read and change when somebody is away; `doe` says which button it was."""
    require(request.membership, Act.READ_CONVERSATIONS)
    member = _about(request)
    form = _form(request, member)
    refused = ""
    if request.method == "POST":
        try:
            if _carry_out(request, member, form):
                return _back(request, member)
        except NotFound:
            raise
        except Refused as refusal:
            refused = refusal.sentence
    status = 200 if request.method == "GET" else 409 if refused else 422
    return render(
        request,
        "conversations/staff/absences.html",
        _context(request, member) | {"form": form, "refused": refused},
        status=status,
    )


def _carry_out(request: MemberRequest, member: Membership, form: AbsenceForm) -> bool:
    """Do what the button says; False when the form must be shown again."""
    who: dict[str, Any] = {"actor": request.membership, "looker": looker(request)}
    what = request.POST.get("doe", "")
    if what == "bewaar":
        if form.is_valid():
            actions.set_absence(member=member, period=form.period(), **who)
        return form.is_valid()
    absence = access_absence(request.membership, _identity(request))
    if what == "draag-over":
        number = actions.hand_over(absence=absence, **who)
        sentence = ngettext("%(number)d item was handed over.", "%(number)d items were handed over.", number)
        messages.success(request, sentence % {"number": number})
    elif what == "neem-terug":
        number = actions.take_back(absence=absence, **who)
        sentence = ngettext("%(number)d item was taken back.", "%(number)d items were taken back.", number)
        messages.success(request, sentence % {"number": number})
    elif what == "vervalt":
        actions.cancel_absence(absence=absence, **who)
    else:
        raise Invalid(_("Choose one of the list."))
    return True


def _about(request: MemberRequest) -> Membership:
    """Oneself, or for a manager the colleague that the address or the form names."""
    wanted = request.POST.get("medewerker") or request.GET.get("medewerker") or ""
    if not wanted or wanted == str(request.membership.id):
        return request.membership
    try:
        identity = UUID(wanted)
    except ValueError as error:
        raise Refused(_("Choose one of the list.")) from error
    if not may(request.membership, Act.CONFIGURE_DEPARTMENT):
        raise NotFound(_("This colleague does not work here (any more)."))
    return access_colleague(request.membership, identity)


def _identity(request: MemberRequest) -> UUID:
    try:
        return UUID(request.POST.get("afwezigheid", ""))
    except ValueError as error:
        raise Invalid(_("Choose one of the list.")) from error


def _form(request: MemberRequest, member: Membership) -> AbsenceForm:
    departments = queries.departments_of(member) or list(Department.objects.all())
    colleagues = [each for each in queries.colleagues_at(departments) if each.id != member.id]
    is_posted = request.method == "POST" and request.POST.get("doe") == "bewaar"
    return AbsenceForm(request.POST if is_posted else None, colleagues=colleagues)


def _context(request: MemberRequest, member: Membership) -> dict[str, object]:
    is_manager = may(request.membership, Act.CONFIGURE_DEPARTMENT)
    planned = away.coming_absences(member)
    departments = queries.departments_of(request.membership) or list(Department.objects.all())
    return {
        "member": member,
        "is_self": member.id == request.membership.id,
        "others": queries.colleagues_at(departments) if is_manager else [],
        "absences": [(each, away.handed_over(each)) for each in planned],
        "conversations": away.open_conversations_of(member),
        "member_tasks": away.open_tasks_of(member),
        "standing": team_work.standing(request.membership, now=timezone.now()),
        "works": list(team_work.Work),
        "work": "absences",
    }


def _back(request: MemberRequest, member: Membership) -> HttpResponse:
    address = reverse("conversations:absences", args=[request.organisation.slug])
    query = urlencode({"medewerker": str(member.id)}) if member.id != request.membership.id else ""
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
