"""A message that must be read: taken back, and how long a department waits between the ways."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conversations.access import access_conversation, access_department, access_must_read
from conversations.actions import must_reads
from conversations.must_read_forms import LadderForm
from people.edges import MemberRequest
from people.looker import looker
from tenants.roles import Act, require


@require_POST
def withdraw(request: MemberRequest, conversation_id: UUID, must_read_id: UUID) -> HttpResponse:
    """It need not be read any more."""
    require(request.membership, Act.ASK_TO_READ)
    conversation = access_conversation(request.membership, conversation_id, lock=True)
    must_reads.withdraw(
        member=request.membership,
        looker=looker(request),
        conversation=conversation,
        must_read=access_must_read(conversation, must_read_id),
    )
    address = redirect("conversations:case", request.organisation.slug, conversation.id)
    query = request.GET.urlencode()
    return redirect(f"{address.url}?{query}") if query else address


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """How long this department waits after each way."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_department(request.membership, department_id)
    form = LadderForm(request.POST or None, initial=LadderForm.values_of(department))
    if request.method == "POST" and form.is_valid():
        must_reads.save_ladder(member=request.membership, department=department, minutes=form.minutes())
        messages.success(request, _("Saved."))
        return redirect("conversations:department", request.organisation.slug, department.id)
    context = {"form": form, "department": department}
    status = 422 if request.method == "POST" else 200
    return render(request, "conversations/staff/ladder.html", context, status=status)
