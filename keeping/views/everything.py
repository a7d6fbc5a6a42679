"""A copy of everything: ask for it, agree to it, follow it, take it along, throw it away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import islice
from urllib.parse import urlencode
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from keeping import agreeing, store
from keeping.access import access_copy
from keeping.actions import copies
from keeping.models import Everything
from people.actions.step_up import is_fresh
from people.edges import MemberRequest, streams
from people.looker import looker
from rowsecurity.errors import NotFound, Refused
from tenants.roles import Act, require

# Each step of the stream goes to a thread once.
PIECES = 16


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """The copy that is there or in the making; asking for one."""
    require(request.membership, Act.TAKE_ALONG)
    refused = ""
    if request.method == "POST":
        try:
            copies.ask(member=request.membership, looker=looker(request))
            return redirect("keeping:everything", request.organisation.slug)
        except Refused as refusal:
            refused = refusal.sentence
    rows = Everything.objects.filter(expires_at__gt=timezone.now())
    there = list(rows.select_related("asked_by", "decided_by"))
    context = agreeing.standing(request.membership) | {
        "copies": there,
        "is_making": any(each.is_in_the_making for each in there),
        "may_ask": all(each.state in copies.NO_COPY for each in there),
        "is_fresh": is_fresh(request.session),
        "confirm": _confirm(request),
        "refused": refused,
        "days": copies.KEPT.days,
    }
    return render(request, "keeping/everything.html", context, status=409 if refused else 200)


@require_POST
def decide(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """Agree, shortly after a second factor, or not."""
    copy = access_copy(request.membership, copy_id, lock=True)
    act = copies.agree if request.POST.get("doe") == "akkoord" else copies.refuse
    if act is copies.agree and not is_fresh(request.session):
        return redirect(_confirm(request))
    try:
        act(member=request.membership, looker=looker(request), copy=copy)
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("keeping:everything", request.organisation.slug)


@require_GET
def file(request: MemberRequest, copy_id: UUID) -> HttpResponseBase:
    """The file, to an admin, shortly after a second factor."""
    copy = access_copy(request.membership, copy_id)
    if not is_fresh(request.session):
        return redirect(_confirm(request))
    copies.give(member=request.membership, looker=looker(request), copy=copy)
    answer = StreamingHttpResponse(_pieces(store.content(copy)), content_type="application/zip")
    name = f"alles-{request.organisation.slug}-{timezone.localdate(copy.created_at).isoformat()}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Length"] = str(copy.size)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return streams(answer)


@require_POST
def remove(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """Throw it away before its time."""
    copy = access_copy(request.membership, copy_id)
    copies.remove(member=request.membership, looker=looker(request), copy=copy)
    messages.success(request, _("The copy has been removed."))
    return redirect("keeping:everything", request.organisation.slug)


def _confirm(request: MemberRequest) -> str:
    back = urlencode({"next": reverse("keeping:everything", args=[request.organisation.slug])})
    return f"{reverse('people:second_factor')}?{back}"


async def _pieces(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(_next, thread_sensitive=False)
    while piece := await take(content):
        yield piece


def _next(content: Iterator[bytes]) -> bytes:
    return b"".join(islice(content, PIECES))
