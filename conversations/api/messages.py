"""Messages of a conversation: what stands after a number, and one more. The same for browser and program."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations import following
from conversations.actions.sending_now import Draft, send_now
from conversations.actions.sending_with_files import send_with_files
from conversations.api.hot import caller, hot
from conversations.forms import chosen_files
from conversations.sending import Sent
from realtime.allowance import is_within
from rowsecurity.errors import Invalid, NotFound, Refused, TooMany

# The longest text, in characters of four bytes each escaped, with room to spare.
LARGEST_BODY = 64 * 1024


class TooLarge(Refused):
    """A body that cannot be a message."""

    status = 413


@hot("GET", "POST")
async def messages(
    request: HttpRequest, conversation_id: UUID, organisation_slug: str | None = None
) -> HttpResponse:
    """Read the messages after a number, or send one."""
    if request.method == "POST":
        return await _send(request, conversation_id, organisation_slug)
    return await _read(request, conversation_id, organisation_slug)


async def _send(request: HttpRequest, conversation_id: UUID, organisation_slug: str | None) -> HttpResponse:
    sender = await caller(request, organisation_slug)
    client_id, text, file_ids = _message(request)
    if not await is_within(f"send.{sender.actor_id}", settings.SENDS_PER_MINUTE):
        raise TooMany(_("You are sending very fast. Wait a minute and try again."))
    source = str(request.META.get("REMOTE_ADDR") or "")
    draft = Draft(sender, conversation_id, client_id, text, source)
    sent = await (send_with_files(draft, file_ids) if file_ids else send_now(draft))
    return _json(_answer(client_id, sent), status=200 if sent.is_repeated else 201)


async def _read(request: HttpRequest, conversation_id: UUID, organisation_slug: str | None) -> HttpResponse:
    reader = await caller(request, organisation_slug)
    page = await following.read_after(
        reader=reader,
        conversation_id=conversation_id,
        after=_after(request),
        source=str(request.META.get("REMOTE_ADDR") or ""),
    )
    if page is None:
        raise NotFound(_("This conversation does not exist, or is not meant for you."))
    return _json(page.head.as_json() | {"messages": [each.as_json() for each in page.messages]})


def _message(request: HttpRequest) -> tuple[UUID, str, tuple[UUID, ...]]:
    body = _body(request)
    try:
        value = orjson.loads(body)
        client_id, text = UUID(value["client_id"]), value["text"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(_("This message cannot be read: client_id and text are needed.")) from error
    if not isinstance(text, str):
        raise Invalid(_("This message cannot be read: client_id and text are needed."))
    return client_id, text, chosen_files(value.get("files"))


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig:
        body = b"x" * (LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise TooLarge(_("This is too much for one message."))
    return body


def _after(request: HttpRequest) -> int:
    try:
        after = int(request.GET.get("after", "0"))
    except ValueError:
        after = -1
    if not 0 <= after < 2**31:
        raise Invalid(_("`after` is the number of the last message you have."))
    return after


def _answer(client_id: UUID, sent: Sent) -> dict[str, Any]:
    due = sent.answer_due_at
    return {
        "client_id": str(client_id),
        "number": sent.number,
        "sent_at": timezone.localtime(sent.sent_at).isoformat(),
        "last_number": sent.last_number,
        "answer_due_at": due and timezone.localtime(due).isoformat(),
    }


def _json(value: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(value), content_type="application/json", status=status)
