"""Photos and files of a conversation: looking, downloading, and adding without script. Both sides."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.actions import record
from conversations.attachments import access_file
from conversations.file_answers import small, whole
from conversations.models import Conversation
from conversations.views.reach import member_of, reach
from files import wording
from files.actions import (
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
from people.looker import looker
from rowsecurity.errors import Invalid, NotFound


@require_GET
def file(request: PersonRequest, conversation_id: UUID, file_id: UUID) -> HttpResponseBase:
    """The file itself; the access log has a line."""
    conversation = reach(request, conversation_id)
    found = _access(request, conversation, file_id)
    record(
        looker=looker(request),
        organisation_id=conversation.organisation_id,
        event="file.read",
        action="R",
        object_type="file",
        object_id=found.id,
        patient_id=conversation.patient_id,
    )
    return whole(found, to_keep="bewaren" in request.GET)


@require_GET
def thumbnail(request: PersonRequest, conversation_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A picture as it stands in the conversation, whose opening is the line in the access log."""
    conversation = reach(request, conversation_id)
    found = _access(request, conversation, file_id)
    if not found.is_picture:
        raise NotFound(wording.not_there())
    return small(found)


@require_GET
def draft_thumbnail(request: PersonRequest, draft_id: UUID) -> HttpResponseBase:
    """One's own picture that goes with a question which was not asked yet."""
    found = access_own_draft(uploader_id=request.user.id, file_id=draft_id)
    if not (found.is_ready and found.is_picture):
        raise NotFound(wording.not_there())
    return small(found)


def _access(request: PersonRequest, conversation: Conversation, file_id: UUID) -> StoredFile:
    is_team = member_of(request) is not None
    return access_file(conversation, file_id, reader_id=request.user.id, is_team=is_team)


@in_steps
@require_POST
def add(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    """Add what was chosen in a form, where there is no script to do it."""
    with request.step():  # first whether they may, then what is wrong with what they sent
        reach(request, conversation_id, to_write=True)
    if getattr(request, "scope", {}).get("is_too_large"):
        raise TooLarge(wording.too_large())
    chosen = request.FILES.getlist("files")
    if not chosen:
        raise Invalid(_("Choose a photo or a file first."))
    for each in chosen:
        _add_one(request, conversation_id, each)
    return _back(request, conversation_id)


def _add_one(request: PersonRequest, conversation_id: UUID, chosen: UploadedFile) -> StoredFile:
    with request.step():
        conversation = reach(request, conversation_id, to_write=True)
        upload = Upload(conversation.id, uuid4(), chosen.name or "")
        made = begin(patient=conversation.patient, uploader_id=request.user.id, upload=upload)
    received = receive(file=made, chunks=_chunks(chosen))
    with request.step():
        return finish(file=made, received=received)


def _chunks(chosen: UploadedFile) -> Iterator[bytes]:
    yield from chosen.chunks()


@require_POST
def remove(request: PersonRequest, conversation_id: UUID, draft_id: UUID) -> HttpResponse:
    """Take back a file that was not sent."""
    conversation = reach(request, conversation_id, to_write=True)
    made = access_being_added(uploader_id=request.user.id, meant_for=conversation.id, file_id=draft_id)
    take_back(file=made)
    return _back(request, conversation_id)


def _back(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    if member_of(request) is not None:
        slug = request.organisation.slug  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("conversations:case", args=[slug, conversation_id]))
    return HttpResponseRedirect(reverse("conversations:own_thread", args=[conversation_id]))
