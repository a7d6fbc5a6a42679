"""Django's own middleware, run in the event loop instead of in a thread: none of them waits for anything.

A `MiddlewareMixin` under ASGI hops to a thread and back for each of its two methods.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from asgiref.sync import markcoroutinefunction, sync_to_async
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

NOTHING = "default-src 'none'; frame-ancestors 'none'"
Answer = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class InLoop:
    """Mixin before a `MiddlewareMixin` class: its hooks are called directly."""

    sync_capable = False
    async_capable = True

    def __init__(self, get_response: Answer) -> None:
        super().__init__(get_response)  # type: ignore[call-arg]
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before, after = getattr(self, "process_request", None), getattr(self, "process_response", None)
        response = before(request) if before else None
        if response is None:
            response = await self.get_response(request)  # type: ignore[attr-defined]
        return after(request, response) if after else response


class Security(InLoop, SecurityMiddleware):
    pass


class ContentSecurityPolicy(InLoop, CSPMiddleware):
    """The policy of a page, which differs in its nonce alone; for JSON one that allows nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type") == "application/json":
            policy = NOTHING
        else:
            nonce = getattr(request, "_csp_nonce", None)
            policy = _policy(bool(nonce)).replace(_STAND_IN, nonce or "")
            if nonce is None:  # too late to ask for one
                request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


_STAND_IN = "stand-in"


@cache
def _policy(has_nonce: bool) -> str:
    return build_policy(nonce=_STAND_IN if has_nonce else None)


class Locale(InLoop, LocaleMiddleware):
    """Without Django's looking for a language in the address, where we have none."""

    def process_request(self, request: HttpRequest) -> None:
        translation.activate(translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class Common(InLoop, CommonMiddleware):
    pass


class Messages(InLoop, MessageMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        # The API has no next page to tell anything on.
        if not request.path.startswith("/api/"):
            super().process_request(request)


class ClickJacking(InLoop, XFrameOptionsMiddleware):
    pass


class Csrf(InLoop, CsrfViewMiddleware):
    async def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> Any:  # type: ignore[override]
        # A bearer token is not sent by a browser of its own accord, so it needs no second proof.
        if getattr(request, "is_bearer", False):
            return None
        if (
            request.content_type == "multipart/form-data"
        ):  # reading the form takes as long as its files are large
            check = sync_to_async(super().process_view, thread_sensitive=True)
            return await check(request, view, args, kwargs)
        return super().process_view(request, view, args, kwargs)
