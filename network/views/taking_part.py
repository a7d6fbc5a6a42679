"""Conversations of other organisations, on the screen of a department that takes part."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from conversations import timeline
from conversations.forms import MessageForm, chosen_files
from conversations.models import Message
from conversations.timeline import Seen
from conversations.views.numbers import whole
from network import doors, files
from network.access import access_shared
from network.actions import taking_part
from network.doors import Shared
from network.views.files import places
from people.edges import MemberRequest
from people.looker import address
from rowsecurity.errors import Forbidden, NotFound, Refused
from tenants import envelope
from tenants.roles import Act, require


@require_GET
def shared_list(request: MemberRequest) -> HttpResponse:
    """Everything that one's departments take part in."""
    require(request.membership, Act.READ_CONVERSATIONS)
    return render(request, "network/list.html", {"shared_list": doors.conversations()})


@require_GET
def shared(request: MemberRequest, participation_id: UUID) -> HttpResponse:
    """Open one; both organisations' access logs have a line."""
    found = access_shared(request.membership, participation_id)
    taking_part.log_read(shared=found, source=address(request))
    return page(request, found)


@require_GET
def news(request: MemberRequest, participation_id: UUID) -> HttpResponse:
    """What a page that is open does not show yet; see `live-thread.js`."""
    found = access_shared(request.membership, participation_id)
    messages = doors.thread(found, after=whole(request, "na") or 0)
    return _render(request, "network/_news.html", found, _thread(request, found, messages))


@require_POST
def seen(request: MemberRequest, participation_id: UUID) -> HttpResponse:
    """The page was looked at up to a number."""
    found = access_shared(request.membership, participation_id)
    taking_part.mark_seen(shared=found, number=whole(request, "nummer") or 0)
    return HttpResponse(status=204)


@require_POST
def write(request: MemberRequest, participation_id: UUID) -> HttpResponse:
    """Write to the patient and to who invited."""
    found = access_shared(request.membership, participation_id)
    is_script = request.content_type == "application/json"
    posted = _posted(request) if is_script else request.POST
    form = MessageForm(posted)
    try:
        if not form.is_valid():
            raise Refused(_("Write something first."))
        sent = taking_part.write(
            member=request.membership,
            shared=found,
            source=address(request),
            file_ids=chosen_files(request.POST.getlist("files") or posted.get("files")),
            **form.cleaned_data,
        )
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        if is_script:
            return JsonResponse({"detail": refused.sentence}, status=refused.status)
        return page(request, found, form=form, refused=refused.sentence, status=refused.status)
    if is_script:
        return JsonResponse({"number": sent.number, "sent_at": sent.sent_at.isoformat()}, status=201)
    return redirect("network:shared", request.organisation.slug, found.id)


@require_POST
def leave(request: MemberRequest, participation_id: UUID) -> HttpResponse:
    """Take part no longer."""
    found = access_shared(request.membership, participation_id)
    taking_part.leave(member=request.membership, shared=found, source=address(request))
    return redirect("network:list", request.organisation.slug)


def page(
    request: MemberRequest,
    found: Shared,
    *,
    form: MessageForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """List, conversation, and what a partner may know about the patient."""
    messages = doors.thread(found, before=whole(request, "voor"))
    first = messages[0].number if messages else found.from_number
    context = _thread(request, found, messages) | {
        "shared_list": doors.conversations(),
        "form": form or MessageForm(),
        "refused": refused,
        "earlier": first if first > found.from_number else 0,
        "being_added": files.being_added(found) if found.may_write else [],
    }
    return _render(request, "network/shared.html", found, context, status=status)


def _thread(request: MemberRequest, found: Shared, messages: list[Message]) -> dict[str, Any]:
    side = Message.Side.PARTNER.value
    with envelope.as_guest_of(found.organisation_id):
        entries = timeline.compose(messages, side=side, seen=Seen())
    entries = files.with_files(found, entries)
    return {"shared": found, "entries": entries, "side": side} | places(request, found)


def _render(
    request: MemberRequest, template: str, found: Shared, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """As a guest, because the names of files are opened where they are shown."""
    with envelope.as_guest_of(found.organisation_id):
        return render(request, template, context, status=status)


def _posted(request: MemberRequest) -> dict[str, Any]:
    try:
        values = json.loads(request.body)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
