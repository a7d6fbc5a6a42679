"""Django's ASGI handler without its visits to a thread, and with an end to what it takes in.

Its own signals and the closing of an answer go through a thread each, new for every request; here no
receiver of them has anything to do, because a synchronous view gives its connection back itself
(`people.middleware`). A client that goes away is not watched for: what it asked is finished, and its
outbox asks again.

A body is kept in memory up to 2.5 MB and in a nameless file beyond. What is more than the address takes is
read past and thrown away, so that the browser hears why instead of a broken line; the view then finds
`is_too_large` in the scope and an empty body.
"""

from __future__ import annotations

import io
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import HttpResponse
from django.urls import set_script_prefix

from files.limits import LARGEST_FILE, LARGEST_FORM

# Files come in here; without script several in one form.
_UPLOAD = re.compile(r"/(api/v1/(org/[\w-]+/)?conversations/[\w-]+/files|.*/gesprekken/[\w-]+/bestanden)/")
_ROOM = 64 * 1024
_READ_PAST = 250 * 1024 * 1024


class Handler(ASGIHandler):
    """Serves one request from its body to its last byte in one task.

    A request has a thread to itself, as Django means it, and the next one takes it over: to make and to end
    one for each, and a database wrapper in it, took some 7 % of a page (docs/operations.md).
    """

    def __init__(self) -> None:
        super().__init__()
        self._idle: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        thread = self._idle.pop() if self._idle else ThreadPoolExecutor(max_workers=1)
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.handle(scope, receive, send)
        finally:
            self._idle.append(thread)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive, scope)
        except RequestAborted:
            return
        try:
            set_script_prefix(get_script_prefix(scope))
            response = await self._response(scope, body)
            try:
                await self.send_response(response, send)
            finally:
                response.close()
        finally:
            body.close()

    async def read_body(self, receive: Any, scope: Any = None) -> Any:
        """Take in as much as the address takes."""
        message = await receive()
        if message["type"] == "http.request" and not message.get("body") and not message.get("more_body"):
            return io.BytesIO()  # as most come
        most, size = _most(scope), 0
        body = tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b")  # noqa: SIM115
        while True:
            size += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or size > most + _READ_PAST:
                body.close()
                raise RequestAborted
            if size <= most:
                body.write(message.get("body", b""))
            if not message.get("more_body", False):
                break
            message = await receive()
        if size > most:
            scope["is_too_large"] = True
            body.truncate(0)
        body.seek(0)
        return body

    async def _response(self, scope: Any, body: Any) -> Any:
        is_too_large = scope.get("is_too_large", False)
        if is_too_large and not _UPLOAD.fullmatch(scope["path"]):
            return HttpResponse("413 Payload too large", status=413)
        request, refused = self.create_request(scope, body)
        return refused if request is None else await self.run_get_response(request)


def _most(scope: Any) -> int:
    found = _UPLOAD.fullmatch(scope["path"])
    if not found:
        return int(settings.LARGEST_REQUEST)
    return (LARGEST_FILE if found[1].startswith("api/") else LARGEST_FORM) + _ROOM
