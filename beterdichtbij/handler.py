"""Django's ASGI handler without its visits to a thread.

Its own signals and the closing of an answer go through a thread each, new for every request; here no
receiver of them has anything to do, because a synchronous view gives its connection back itself
(`people.middleware`). A client that goes away is not watched for: what it asked is finished, and its
outbox asks again.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.urls import set_script_prefix


class Handler(ASGIHandler):
    """Serves one request from its body to its last byte in one task."""

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            set_script_prefix(get_script_prefix(scope))
            request, refused = self.create_request(scope, body)
            response = refused if request is None else await self.run_get_response(request)
            assert response is not None
            try:
                await self.send_response(response, send)
            finally:
                response.close()
        finally:
            body.close()
