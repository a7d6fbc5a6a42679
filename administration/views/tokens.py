"""Tokens of the organisation's own systems: one is shown once, and ends at once."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from administration.access import access_token
from administration.actions import tokens
from integrations.models import ApiToken
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Refused
from tenants.roles import Act, require


class TokenForm(forms.Form):
    """Which system it is for."""

    label = forms.CharField(
        label=gettext_lazy("Which system is it for?"),
        help_text=gettext_lazy("For example the patient record. A name is used once."),
        max_length=80,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """The tokens there are; a new one stands on this one answer and nowhere else."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form, fresh = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        label = form.cleaned_data["label"]
        try:
            fresh = tokens.issue(member=request.membership, looker=looker(request), label=label)
            form = TokenForm()
        except Refused as refused:
            form.add_error("label", refused.sentence)
    rows = ApiToken.objects.order_by("revoked_at", "-created_at")
    context = {"form": form, "fresh": fresh, "tokens": rows}
    return render(request, "administration/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: MemberRequest, api_token_id: UUID) -> HttpResponse:
    """End one at once."""
    token = access_token(request.membership, api_token_id)
    tokens.revoke(member=request.membership, looker=looker(request), token=token)
    messages.success(request, _("This token opens nothing any more."))
    return redirect("administration:tokens", request.organisation.slug)
