"""Files of a conversation for browser and program: what goes with messages, and adding before sending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conversations.access import access_own_registration
from conversations.attachments import sent_in
from conversations.models import Conversation
from conversations.views.numbers import whole
from conversations.views.reach import member_of, reach
from files import wording
from files.actions import (
    Received,
    TooLarge,
    Upload,
    access_being_added,
    access_own_draft,
    begin,
    finish,
    receive,
    take_back,
)
from files.models import StoredFile
from people.edges import PersonRequest, in_steps
from people.models import Patient
from realtime.allowance import is_within
from rowsecurity.errors import Invalid, NotFound, TooMany

CHUNK = 64 * 1024
MOST = 200


@in_steps
@require_http_methods(["GET", "POST"])
def files(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    """The files of the messages after a number, or one more that is being added."""
    if request.method == "POST":
        return _receive(request, conversation_id)
    with request.step():
        conversation = reach(request, conversation_id)
        found = sent_in(conversation).filter(number__gt=whole(request, "after") or 0)[:MOST]
        return JsonResponse(
            {"files": [{"number": row.number} | _as_json(request, conversation, row.file) for row in found]}
        )


@require_http_methods(["GET", "DELETE"])
def being_added(request: PersonRequest, conversation_id: UUID, draft_id: UUID) -> HttpResponse:
    """How far one's own file is that was not sent yet; or take it back."""
    conversation = reach(request, conversation_id, to_write=True)
    file = access_being_added(uploader_id=request.user.id, meant_for=conversation.id, file_id=draft_id)
    if request.method == "DELETE":
        take_back(file=file)
        return HttpResponse(status=204)
    return JsonResponse(_as_json(request, conversation, file))


@in_steps
@require_POST
def question_files(request: PersonRequest, patient_id: UUID) -> HttpResponse:
    """One more file with a question that is not asked yet; `X-Question` is the id of its conversation."""
    _refuse_too_large(request)
    with request.step():
        patient = access_own_registration(request.user, patient_id)
        made = _begin(request, patient, _header_id(request, "X-Question"))
    if made.state != StoredFile.State.RECEIVING:
        return JsonResponse(_draft_as_json(made))
    received = _take_in(request, made)
    with request.step():
        return JsonResponse(_draft_as_json(finish(file=made, received=received)), status=201)


@require_http_methods(["GET", "DELETE"])
def with_question(request: PersonRequest, patient_id: UUID, draft_id: UUID) -> HttpResponse:
    """How far one's own file is that goes with a question; or take it back."""
    patient = access_own_registration(request.user, patient_id)
    file = access_own_draft(uploader_id=request.user.id, file_id=draft_id)
    if file.patient_id != patient.id:
        raise NotFound(wording.not_there())
    if request.method == "DELETE":
        take_back(file=file)
        return HttpResponse(status=204)
    return JsonResponse(_draft_as_json(file))


def _receive(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    _refuse_too_large(request)
    with request.step():
        conversation = reach(request, conversation_id, to_write=True)
        made = _begin(request, conversation.patient, conversation.id)
    if made.state != StoredFile.State.RECEIVING:
        return JsonResponse(_as_json(request, conversation, made))
    received = _take_in(request, made)
    with request.step():
        made = finish(file=made, received=received)
        return JsonResponse(_as_json(request, conversation, made), status=201)


def _refuse_too_large(request: PersonRequest) -> None:
    if getattr(request, "scope", {}).get("is_too_large"):
        raise TooLarge(wording.too_large())


def _begin(request: PersonRequest, patient: Patient, meant_for: UUID) -> StoredFile:
    if not async_to_sync(is_within)(f"upload.{request.user.id}", settings.UPLOADS_PER_MINUTE):
        raise TooMany(_("You are adding files very fast. Wait a minute and try again."))
    return begin(patient=patient, uploader_id=request.user.id, upload=_upload(request, meant_for))


def _take_in(request: PersonRequest, made: StoredFile) -> Received:
    received = receive(file=made, chunks=_body(request))
    if not received.size:
        raise Invalid(_("This file is empty. Choose another one."))
    return received


def _upload(request: PersonRequest, meant_for: UUID) -> Upload:
    # In headers, because addresses are written to logs and the name of a file is somebody's words.
    name = unquote(request.headers.get("X-File-Name", ""))[:300]
    client_id = _header_id(request, "X-Client-Id") if "X-Client-Id" in request.headers else uuid4()
    return Upload(meant_for, client_id, name)


def _header_id(request: PersonRequest, name: str) -> UUID:
    try:
        return UUID(request.headers.get(name, ""))
    except ValueError as error:
        raise Invalid(_("%(name)s is a UUID of your own.") % {"name": name}) from error


def _body(request: PersonRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def _as_json(request: PersonRequest, conversation: Conversation, file: StoredFile) -> dict[str, Any]:
    address, small = (_address(request, conversation, file, name) for name in ("file", "thumbnail"))
    return _about(file) | {
        "address": address if file.is_ready else None,
        "thumbnail": small if file.is_ready and file.is_picture else None,
    }


def _draft_as_json(file: StoredFile) -> dict[str, Any]:
    small = reverse("conversations:draft_thumbnail", args=[file.id])
    return _about(file) | {
        "address": None,
        "thumbnail": small if file.is_ready and file.is_picture else None,
    }


def _about(file: StoredFile) -> dict[str, Any]:
    return {
        "id": str(file.id),
        "state": "checking" if file.state in ("receiving", "received") else file.state,
        "why": wording.refusal(file.reason) if file.is_refused else "",
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "width": file.width,
        "height": file.height,
    }


def _address(request: PersonRequest, conversation: Conversation, file: StoredFile, name: str) -> str:
    if member_of(request) is not None:
        slug = request.organisation.slug  # type: ignore[attr-defined]
        return reverse(f"conversations:case_{name}", args=[slug, conversation.id, file.id])
    return reverse(f"conversations:own_{name}", args=[conversation.id, file.id])
