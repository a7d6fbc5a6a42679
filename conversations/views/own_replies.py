"""A member's own standard replies, and for who configures departments those that wait for review."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from conversations import queries, team_work
from conversations.department_forms import StandardReplyForm
from conversations.views.departments import reply_page
from people.edges import MemberRequest
from tenants.roles import Act, may, require


@require_GET
def own_replies(request: MemberRequest) -> HttpResponse:
    """Mine, and what is to be looked at again."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    today = timezone.localdate()
    context = {
        "mine": queries.own_standard_replies(request.membership),
        "to_review": queries.replies_to_review(request.membership, today=today),
        "is_manager": may(request.membership, Act.CONFIGURE_DEPARTMENT),
        "standing": team_work.standing(request.membership, now=timezone.now()),
        "works": list(team_work.Work),
        "work": "replies",
    }
    return render(request, "conversations/staff/standard_replies.html", context)


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Add one for myself."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    return reply_page(request, StandardReplyForm(request.POST or None), None)
