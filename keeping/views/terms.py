"""For how long everything is kept, and what was removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from keeping.actions.terms import set_terms
from keeping.forms import TermsForm
from keeping.models import Removal, Terms
from people.edges import MemberRequest
from people.looker import looker
from tenants.roles import Act, require

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """The terms, and the log of removals."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    terms = Terms.objects.first() or Terms()
    form = TermsForm(request.POST or None, instance=terms)
    if request.method == "POST" and form.is_valid():
        set_terms(member=request.membership, looker=looker(request), terms=form.save(commit=False))
        messages.success(request, _("The change has been kept."))
        return redirect("keeping:terms", request.organisation.slug)
    context = {"form": form, "removals": Removal.objects.all()[:SHOWN]}
    return render(request, "keeping/terms.html", context, status=422 if form.errors else 200)
