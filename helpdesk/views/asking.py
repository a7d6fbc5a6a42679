"""Anybody asks the helpdesk something, and follows the answer on a page of their own. Without signing in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from helpdesk.access import access_own_ticket, find_ticket
from helpdesk.actions import tickets
from helpdesk.actions.tickets import Asker
from helpdesk.forms import NOTHING_MEDICAL, AskForm
from helpdesk.models import TicketEntry
from people.edges import VisitorRequest, public
from people.looker import address
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import job_scope
from tenants.models import Organisation

NOBODY = UUID(int=0)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: VisitorRequest) -> HttpResponse:
    """The form, reachable from every page at the door."""
    with job_scope(NOBODY):  # the directory is public, so the scope of no organisation will do
        known = {each.slug: each for each in Organisation.objects.all()}
    choices = [(slug, each.name) for slug, each in known.items()]
    initial = {"topic": request.GET.get("over", ""), "organisation": request.GET.get("bij", "")}
    form = AskForm(request.POST or None, organisations=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            token = _ask(request, form, known[form.cleaned_data["organisation"]])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("helpdesk:own_ticket", token)
    return render(request, "helpdesk/ask.html", {"form": form}, status=422 if form.errors else 200)


def _ask(request: VisitorRequest, form: AskForm, organisation: Organisation) -> str:
    typed = form.cleaned_data
    asker = Asker(typed["name"], typed["contact"], (get_language() or "nl")[:5])
    with job_scope(organisation.id):
        _ticket, token = tickets.ask(
            asker=asker, topic=typed["topic"], text=typed["text"], address=address(request)
        )
    return token


@public
@require_http_methods(["GET", "HEAD", "POST"])
def own_ticket(request: VisitorRequest, ticket_token: str) -> HttpResponse:
    """What was asked and answered, and a place to go on."""
    found = find_ticket(ticket_token)
    if found is None:
        raise NotFound("")
    refused = ""
    with job_scope(found.organisation_id):
        ticket = access_own_ticket(found, lock=request.method == "POST")
        if request.method == "POST":
            try:
                tickets.say(ticket=ticket, text=request.POST.get("text", ""))
                return redirect("helpdesk:own_ticket", ticket_token)
            except Refused as error:
                refused = error.sentence
        entries = ticket.entries.exclude(side=TicketEntry.Side.NOTE)
        context = {
            "ticket": ticket,
            "entries": [(entry, tickets.text_of(entry)) for entry in entries],
            "refused": refused,
            "warning": NOTHING_MEDICAL,
            "typed": request.POST.get("text", ""),
        }
        return render(request, "helpdesk/own_ticket.html", context, status=422 if refused else 200)
