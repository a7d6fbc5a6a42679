"""How a file leaves the house: as a stream, and never as a page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from files import store
from files.kinds import MEDIA_TYPES
from files.models import StoredFile
from files.names import given_back
from people.edges import streams

# Each step of the stream goes to a thread once.
PIECES = 8
# Even if a browser took it for a page: nothing in it runs, loads or is sent anywhere.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def whole(file: StoredFile, *, to_keep: bool = False) -> StreamingHttpResponse:
    """A picture to look at; a document, and whatever is asked for `to_keep`, as a download."""
    kind = StoredFile.Kind(file.kind)
    answer = _stream(file, store.FULL, MEDIA_TYPES[kind], file.size)
    is_shown = file.is_picture and not to_keep
    header = content_disposition_header(not is_shown, given_back(file.name, file.kind))
    answer.headers["Content-Disposition"] = header or "attachment"
    return answer


def small(file: StoredFile) -> StreamingHttpResponse:
    """The thumbnail of a picture."""
    return _stream(file, store.SMALL, "image/jpeg", file.small_size)


def _stream(file: StoredFile, part: str, media_type: str, size: int) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_pieces(store.content(file, part)), content_type=media_type)
    answer.headers["Content-Length"] = str(size)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return streams(answer)


async def _pieces(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(_next, thread_sensitive=False)
    while piece := await take(content):
        yield piece


def _next(content: Iterator[bytes]) -> bytes:
    return b"".join(islice(content, PIECES))
