"""The helpdesk at work: tickets, and what is done with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from helpdesk.access import access_ticket
from helpdesk.actions import tickets
from helpdesk.forms import WriteDownForm
from helpdesk.models import Ticket
from people.access import access_patient_to_invite
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Invalid
from tenants.roles import Act, require

PAGE = 30


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Tickets in one state, the oldest first; solved ones the newest first."""
    require(request.membership, Act.HELP)
    state = request.GET.get("stand", "")
    state = state if state in Ticket.State.values else Ticket.State.OPEN
    order = "-solved_at" if state == Ticket.State.SOLVED else "created_at"
    rows = Ticket.objects.filter(state=state).select_related("assignee").order_by(order, "id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "state": state,
        "states": Ticket.State.choices,
        "page": page,
        "lines": [(ticket, tickets.asker_of(ticket)) for ticket in page],
    }
    return render(request, "helpdesk/tickets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write down what was asked by telephone or e-mail."""
    require(request.membership, Act.HELP)
    form = WriteDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ticket = tickets.write_down(
            member=request.membership,
            looker=looker(request),
            asker=form.asker,
            source=form.cleaned_data["source"],
            topic=form.cleaned_data["topic"],
            text=form.cleaned_data["text"],
        )
        return redirect("helpdesk:ticket", request.organisation.slug, ticket.id)
    return render(request, "helpdesk/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def ticket(request: MemberRequest, ticket_id: UUID) -> HttpResponse:
    """One ticket."""
    return _page(request, access_ticket(request.membership, ticket_id))


def _page(request: MemberRequest, found: Ticket, *, refused: str = "") -> HttpResponse:
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="ticket.read",
        action="R",
        object_type="ticket",
        object_id=found.id,
        patient_id=found.patient_id,
    )
    entries = found.entries.select_related("author")
    context = {
        "ticket": found,
        "asker": tickets.asker_of(found),
        "entries": [(entry, tickets.text_of(entry)) for entry in entries],
        "refused": refused,
        "typed": request.POST.get("text", "") if refused else "",
    }
    return render(request, "helpdesk/ticket.html", context, status=422 if refused else 200)


@require_POST
def answer(request: MemberRequest, ticket_id: UUID) -> HttpResponse:
    """Answer, or keep a note."""
    found = access_ticket(request.membership, ticket_id, lock=True)
    try:
        tickets.answer(
            member=request.membership,
            looker=looker(request),
            ticket=found,
            text=request.POST.get("text", ""),
            is_note=request.POST.get("doe") == "notitie",
        )
    except Invalid as invalid:
        return _page(request, found, refused=invalid.sentence)
    return redirect("helpdesk:ticket", request.organisation.slug, found.id)


@require_POST
def settle(request: MemberRequest, ticket_id: UUID) -> HttpResponse:
    """Take it, solve it, or open it again."""
    found = access_ticket(request.membership, ticket_id, lock=True)
    who, what = looker(request), request.POST.get("doe", "")
    if what == "pak":
        tickets.take(member=request.membership, looker=who, ticket=found)
    else:
        tickets.settle(member=request.membership, looker=who, ticket=found, is_solved=what == "oplossen")
    return redirect("helpdesk:ticket", request.organisation.slug, found.id)


@require_POST
def from_desk(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The desk asks the helpdesk to call a patient who does not get in."""
    patient = access_patient_to_invite(request.membership, patient_id)
    tickets.ask_to_call(member=request.membership, looker=looker(request), patient=patient)
    messages.success(request, _("The helpdesk has been asked to help this patient."))
    return redirect("onboarding:progress", request.organisation.slug)
