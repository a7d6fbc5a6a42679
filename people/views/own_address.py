"""The screen before the password, for whom the organisation knows no e-mail address: type and prove one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.actions import more_ways
from people.edges import VisitorRequest
from people.forms import CodeForm, OwnAddressForm
from people.models import Invitation
from people.proof import Step, has_reached
from people.views.invitations import at_invitation

KEY = "invitation_email"


@require_http_methods(["GET", "HEAD", "POST"])
@at_invitation
def own_address(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    """First the address, then the code that was sent to it."""
    if not has_reached(request.session, invitation.id, Step.PROVEN):
        return redirect("people:invitation", token)
    if invitation.email:
        return redirect("people:invitation_account", token)
    if request.method == "POST" and "email" in request.POST:
        return _send(request, token, invitation)
    return _prove(request, token, invitation)


def _send(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = OwnAddressForm(request.POST)
    if not form.is_valid():
        return _page(request, token, invitation, OwnAddressForm(request.POST), "")
    email = form.cleaned_data["email"].lower()
    if more_ways.send_code_to_email(invitation=invitation, email=email):
        request.session[KEY] = email
    else:
        messages.error(
            request, _("You have had many codes already. Try again in an hour, or call your care team.")
        )
    return redirect("people:invitation_address", token)


def _prove(request: VisitorRequest, token: str, invitation: Invitation) -> HttpResponse:
    email = "" if "ander" in request.GET else request.session.get(KEY, "")
    if not email:
        return _page(request, token, invitation, OwnAddressForm(), "")
    form = CodeForm(request.POST or None)
    form.fields["code"].label = _("Code from the e-mail")
    if request.method == "POST" and form.is_valid():
        if more_ways.prove_email(invitation=invitation, email=email, code=form.cleaned_data["code"]):
            request.session.pop(KEY, None)
            return redirect("people:invitation_account", token)
        form.add_error("code", _("This code is wrong or too old. You can have a new one sent."))
    return _page(request, token, invitation, form, email)


def _page(
    request: VisitorRequest, token: str, invitation: Invitation, form: CodeForm | OwnAddressForm, email: str
) -> HttpResponse:
    context = {"form": form, "invitation": invitation, "token": token, "email": email}
    return render(request, "people/invitation_address.html", context, status=422 if form.errors else 200)
