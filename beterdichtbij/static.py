"""Serves collected static files beside Django: with far-future caching, as every name holds a hash."""

from __future__ import annotations

from typing import Any

from asgiref.wsgi import WsgiToAsgi
from django.conf import settings
from whitenoise import WhiteNoise


def _not_found(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"Not found"]


class StaticFiles:
    """An ASGI application: paths under STATIC_URL from STATIC_ROOT, everything else to `inner`."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        files = WhiteNoise(_not_found, immutable_file_test=_has_hash)
        if settings.STATIC_ROOT.exists():
            files.add_files(str(settings.STATIC_ROOT), prefix=settings.STATIC_URL.strip("/"))
        self.files = WsgiToAsgi(files)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_static = scope["path"].startswith(settings.STATIC_URL)
        await (self.files if is_static else self.inner)(scope, receive, send)


def _has_hash(path: str, url: str) -> bool:
    parts = url.rsplit("/", 1)[-1].split(".")
    return len(parts) > 2 and len(parts[-2]) == 12
