"""Where I was named, and whom I can name."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from conversations import team_work
from conversations.actions.mentions import see_all_mentions
from people.edges import MemberRequest
from tenants.roles import Act, require


@require_GET
def mentions(request: MemberRequest) -> HttpResponse:
    """The notes that name me."""
    require(request.membership, Act.READ_CONVERSATIONS)
    context = {
        "mentions": team_work.mentions_of(request.membership),
        "standing": team_work.standing(request.membership, now=timezone.now()),
        "works": list(team_work.Work),
        "work": "mentions",
    }
    return render(request, "conversations/staff/mentions.html", context)


@require_GET
def whom(request: MemberRequest) -> HttpResponse:
    """The colleagues whose name has these letters, for the list under the field."""
    require(request.membership, Act.READ_CONVERSATIONS)
    words = request.GET.get("zoek", "")[:40].strip()
    found = team_work.may_be_named(words).exclude(id=request.membership.id)[:8]
    return render(request, "conversations/staff/_whom.html", {"found": found})


@require_POST
def see_all(request: MemberRequest) -> HttpResponse:
    """Nothing of it is new any more."""
    require(request.membership, Act.READ_CONVERSATIONS)
    see_all_mentions(member=request.membership)
    return redirect("conversations:mentions", request.organisation.slug)
