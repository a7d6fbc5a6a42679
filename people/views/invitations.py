"""The way in for a patient: a link, the date of birth, a code by text message, an account. Three screens.

A GET changes nothing: mail scanners open links. The link is found by a door; the rest happens in the job
scope of its organisation. Which proof a browser has given stands in its session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.access import access_open_invitation, find_invitation
from people.actions import invitations, relatives
from people.edges import VisitorRequest, public
from people.forms import BirthDateForm, CodeForm
from people.mobile import masked
from people.models import Invitation
from people.proof import Step, has_reached, keep_step
from rowsecurity.errors import NotFound
from rowsecurity.scopes import job_scope

View = Callable[[VisitorRequest, str, Invitation], HttpResponse]


def at_invitation(view: View) -> Callable[[VisitorRequest, str], HttpResponse]:
    """Run a view with the open invitation of its link, locked for a POST; otherwise show the way on."""

    @public
    @wraps(view)
    def serve(request: VisitorRequest, token: str) -> HttpResponse:
        request.session.get("", None)  # read before the scope, which may not read sessions
        found = find_invitation(token)
        if found is None:
            return closed(request, token)
        try:
            with job_scope(found.organisation_id):
                invitation = access_open_invitation(found, lock=request.method == "POST")
                return view(request, token, invitation)
        except NotFound:
            return closed(request, token)

    return serve


@require_http_methods(["GET", "HEAD", "POST"])
@at_invitation
def open_invitation(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Screen one: whose invitation this is, and the date of birth."""
    if invitation.representation_id:
        return _open_as_relative(request, token, invitation)
    form = BirthDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if invitations.prove_birth_date(invitation=invitation, birth_date=form.cleaned_data["birth_date"]):
            if not invitation.mobile:
                return render(request, "people/invitation_no_mobile.html", {"invitation": invitation})
            invitations.send_code(invitation=invitation)
            keep_step(request.session, invitation.id, Step.CODE)
            return redirect("people:invitation_code", token)
        if not invitation.is_open:
            return closed(request, token)
        sentence = _(
            "This is not the date of birth that %(organisation)s knows. Please check what you typed."
        )
        form.add_error("birth_date", sentence % {"organisation": invitation.organisation.name})
    context = {"form": form, "invitation": invitation, "token": token}
    return render(request, "people/invitation.html", context, status=422 if form.errors else 200)


def _open_as_relative(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Of a relative no date of birth is known: the link and the code by text message are the two proofs."""
    if request.method == "POST":
        relatives.mark_opened(invitation=invitation)
        invitations.send_code(invitation=invitation)
        keep_step(request.session, invitation.id, Step.CODE)
        return redirect("people:invitation_code", token)
    return render(request, "people/relative_invitation.html", {"invitation": invitation, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@at_invitation
def code(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Screen two: the code from the text message."""
    if not has_reached(request.session, invitation.id, Step.CODE):
        return redirect("people:invitation", token)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if invitations.prove_code(invitation=invitation, code=form.cleaned_data["code"]):
            keep_step(request.session, invitation.id, Step.PROVEN)
            return redirect("people:invitation_account", token)
        form.add_error("code", _("This code is wrong or too old. You can have a new one sent."))
    context = {"form": form, "invitation": invitation, "token": token, "mobile": masked(invitation.mobile)}
    return render(request, "people/invitation_code.html", context, status=422 if form.errors else 200)


@require_POST
@at_invitation
def another_code(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Send the code once more."""
    if not has_reached(request.session, invitation.id, Step.CODE):
        return redirect("people:invitation", token)
    if invitations.send_code(invitation=invitation):
        messages.success(request, _("A new code is on its way. The old one no longer works."))
    else:
        messages.error(
            request, _("You have had many codes already. Try again in an hour, or call your care team.")
        )
    return redirect("people:invitation_code", token)


@public
@require_POST
def ask_again(request: VisitorRequest, token: str) -> HttpResponse:
    """Have a new invitation sent to the address the organisation knows. The answer is always the same."""
    found = find_invitation(token)
    if found is not None:
        with job_scope(found.organisation_id):
            rows = Invitation.objects.select_related("patient", "department")
            invitation = rows.get(id=found.invitation_id)
            again = relatives.ask_again if invitation.representation_id else invitations.ask_again
            again(invitation=invitation)
    return render(request, "people/invitation_asked.html")


def closed(request: VisitorRequest, token: str) -> HttpResponse:
    """Wrong, used, ended or blocked: one friendly page, and a way on."""
    return render(request, "people/invitation_closed.html", {"token": token}, status=404)
