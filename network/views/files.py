"""Photos and files of a conversation of another organisation: looking, and adding to one's own message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations.file_answers import small, whole
from files import wording
from files.actions import TooLarge, Upload, receive
from files.models import StoredFile
from network import files
from network.access import access_shared
from network.actions import taking_part
from network.doors import Shared
from people.edges import MemberRequest, in_steps
from people.looker import address
from realtime.allowance import is_within
from rowsecurity.errors import Invalid, NotFound, TooMany
from tenants import envelope

CHUNK = 64 * 1024


@require_GET
def file(request: MemberRequest, participation_id: UUID, shared_file_id: UUID) -> HttpResponseBase:
    """The file itself; both organisations' access logs have a line."""
    shared = access_shared(request.membership, participation_id)
    found = files.access_file(shared, shared_file_id)
    taking_part.log_file(shared=shared, source=address(request))
    with envelope.as_guest_of(shared.organisation_id):
        return whole(found, to_keep="bewaren" in request.GET)


@require_GET
def thumbnail(request: MemberRequest, participation_id: UUID, shared_file_id: UUID) -> HttpResponseBase:
    """A picture as it stands in the conversation, whose opening is the line in the access logs."""
    shared = access_shared(request.membership, participation_id)
    found = files.access_file(shared, shared_file_id)
    if not found.is_picture:
        raise NotFound(wording.not_there())
    return small(found)


@in_steps
@require_POST
def add(request: MemberRequest, participation_id: UUID) -> HttpResponse:
    """Take in one file that goes with the next message; sent by `file-adder.js`."""
    with request.step():
        shared = access_shared(request.membership, participation_id)
        if getattr(request, "scope", {}).get("is_too_large"):
            raise TooLarge(wording.too_large())
        if not async_to_sync(is_within)(f"upload.{request.user.id}", settings.UPLOADS_PER_MINUTE):
            raise TooMany(_("You are adding files very fast. Wait a minute and try again."))
        made = files.begin(member=request.membership, shared=shared, upload=_upload(request, shared))
        if made.state != StoredFile.State.RECEIVING:
            return JsonResponse(_as_json(request, shared, made))
    received = receive(file=made, chunks=_body(request))
    if not received.size:
        raise Invalid(_("This file is empty. Choose another one."))
    with request.step():
        shared = access_shared(request.membership, participation_id)
        made = files.finish(shared=shared, file=made, received=received)
        return JsonResponse(_as_json(request, shared, made), status=201)


@require_http_methods(["GET", "DELETE"])
def being_added(request: MemberRequest, participation_id: UUID, shared_draft_id: UUID) -> HttpResponse:
    """How far one's own file is that was not sent yet; or take it back."""
    shared = access_shared(request.membership, participation_id)
    found = files.access_being_added(shared, shared_draft_id)
    if request.method == "DELETE":
        files.take_back(shared=shared, file=found)
        return HttpResponse(status=204)
    return JsonResponse(_as_json(request, shared, found))


@require_POST
def remove(request: MemberRequest, participation_id: UUID, shared_draft_id: UUID) -> HttpResponse:
    """Take it back by a form."""
    shared = access_shared(request.membership, participation_id)
    files.take_back(shared=shared, file=files.access_being_added(shared, shared_draft_id))
    return redirect("network:shared", request.organisation.slug, shared.id)


def places(request: MemberRequest, shared: Shared) -> dict[str, str]:
    """Where the files of a shared conversation are, and where one is added; for the templates."""
    given = [request.organisation.slug, shared.id]
    return {
        "files_at": reverse("network:shared", args=given) + "bestanden/",
        "add": reverse("network:add_file", args=given),
    }


def _upload(request: MemberRequest, shared: Shared) -> Upload:
    name = unquote(request.headers.get("X-File-Name", ""))[:300]
    try:
        client_id = UUID(request.headers["X-Client-Id"]) if "X-Client-Id" in request.headers else uuid4()
    except ValueError as error:
        raise Invalid(_("X-Client-Id is a UUID of your own.")) from error
    return Upload(shared.conversation_id, client_id, name)


def _body(request: MemberRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def _as_json(request: MemberRequest, shared: Shared, found: StoredFile) -> dict[str, Any]:
    where = f"{places(request, shared)['files_at']}{found.id}/"
    with envelope.as_guest_of(shared.organisation_id):
        name = found.name
    return {
        "id": str(found.id),
        "state": "checking" if found.state in ("receiving", "received") else found.state,
        "why": wording.refusal(found.reason) if found.is_refused else "",
        "name": name,
        "kind": found.kind,
        "size": found.size,
        "width": found.width,
        "height": found.height,
        "address": where if found.is_ready else None,
        "thumbnail": f"{where}klein/" if found.is_ready and found.is_picture else None,
    }
