"""Managers set when a department invites by itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onboarding import queries, tasks
from onboarding.access import access_rule
from onboarding.actions import rules
from onboarding.forms import RuleForm
from people.edges import MemberRequest
from people.looker import looker
from tenants.roles import Act, require


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Every department, and whether it invites by itself."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    return render(request, "onboarding/rules.html", {"rules": queries.rules()})


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Set the rule of one department; the page says how many patients it would invite now."""
    kept = access_rule(request.membership, department_id)
    kinds = queries.visit_kinds(kept.department)
    form = RuleForm(request.POST or None, instance=kept, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        wanted = form.save(commit=False)
        if request.POST.get("doe") != "tel":
            rules.keep_rule(member=request.membership, looker=looker(request), rule=wanted)
            tasks.look_now(organisation_id=request.organisation.id)
            messages.success(request, _("The rule has been kept."))
            return redirect("onboarding:rules", request.organisation.slug)
    number = None if form.errors else queries.would_be_invited(kept)
    context = {"form": form, "department": kept.department, "number": number}
    return render(request, "onboarding/rule.html", context, status=422 if form.errors else 200)
