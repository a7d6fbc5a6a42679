"""An admin sees who works here, invites, changes and ends."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import access_member, access_staff_invitation
from people.actions import staff
from people.edges import MemberRequest
from people.looker import looker
from people.staff_forms import InviteMemberForm, WorkForm
from tenants.models import Membership, StaffInvitation
from tenants.roles import Act, require


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Who works here, and who was invited to."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    members = Membership.objects.prefetch_related("departments__department").filter(ended_at=None)
    invited = StaffInvitation.objects.filter(accepted_at=None, withdrawn_at=None)
    context = {"members": members, "invited": invited.select_related("invited_by")}
    return render(request, "people/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody to work here."""
    require(request.membership, Act.CONFIGURE_ORGANISATION)
    form = InviteMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff.invite_member(
            member=request.membership,
            looker=looker(request),
            email=form.cleaned_data["email"],
            given_name=form.cleaned_data["given_name"],
            family_name=form.cleaned_data["family_name"],
            work=form.work,
        )
        messages.success(request, _("The invitation is on its way."))
        return redirect("people:members", request.organisation.slug)
    return render(request, "people/member_invite.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Change what somebody does here."""
    target = access_member(request.membership, membership_id, lock=request.method == "POST")
    form = WorkForm(request.POST or None, member=target)
    if request.method == "POST" and form.is_valid():
        staff.change_member(member=request.membership, looker=looker(request), target=target, work=form.work)
        messages.success(request, _("The change has been kept."))
        return redirect("people:members", request.organisation.slug)
    context = {"form": form, "target": target, "is_self": target.id == request.membership.id}
    return render(request, "people/member.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """End somebody's access, at once."""
    target = access_member(request.membership, membership_id, lock=True)
    staff.end_membership(member=request.membership, looker=looker(request), target=target)
    messages.success(request, _("The access of this person has ended."))
    return redirect("people:members", request.organisation.slug)


@require_POST
def send_again(request: MemberRequest, staff_invitation_id: UUID) -> HttpResponse:
    """Send a new link."""
    invitation = access_staff_invitation(request.membership, staff_invitation_id)
    staff.send_again(member=request.membership, looker=looker(request), invitation=invitation)
    messages.success(request, _("A new invitation is on its way. The earlier link no longer works."))
    return redirect("people:members", request.organisation.slug)


@require_POST
def withdraw(request: MemberRequest, staff_invitation_id: UUID) -> HttpResponse:
    """End an invitation."""
    invitation = access_staff_invitation(request.membership, staff_invitation_id)
    staff.withdraw(member=request.membership, looker=looker(request), invitation=invitation)
    messages.success(request, _("The invitation has been withdrawn."))
    return redirect("people:members", request.organisation.slug)
