"""Static files: their addresses, looked up once in a process, and serving them beside Django.

With far-future caching, as every name holds a hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from whitenoise import WhiteNoise
from whitenoise.responders import Response
from whitenoise.storage import CompressedManifestStaticFilesStorage

REQUEST_HEADERS = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


class Storage(CompressedManifestStaticFilesStorage):
    """The collected files. A page names some ninety; their addresses never change while a process lives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        found = self._addresses.get(name or "")
        if found is None:
            found = self._addresses[name or ""] = super().url(name, force)
        return found


class StaticFiles:
    """An ASGI application: paths under STATIC_URL from STATIC_ROOT, everything else to `inner`.

    The files are known from the start, small, and in the memory of the system: reading one in the
    event loop takes less than handing it to a thread.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.files = WhiteNoise(
            None,
            immutable_file_test=_has_hash,
            allow_all_origins=False,
            add_headers_function=_add_headers,
        )
        if settings.STATIC_ROOT.exists():
            self.files.add_files(str(settings.STATIC_ROOT), prefix=settings.STATIC_URL.strip("/"))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not scope["path"].startswith(settings.STATIC_URL):
            await self.inner(scope, receive, send)
            return
        file = self.files.files.get(scope["path"])
        if file is None:
            await _send(send, 404, [("Content-Type", "text/plain")], b"Not found")
            return
        response = file.get_response(scope["method"], _as_environment(scope["headers"]))
        await _send(send, int(response.status), response.headers, _content(response))


def _as_environment(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Name the headers that matter here as WSGI does, which is how the library wants them."""
    return {
        "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
        for name, value in headers
        if name in REQUEST_HEADERS
    }


def _content(response: Response) -> bytes:
    if response.file is None:
        return b""
    with response.file:
        return bytes(response.file.read())


async def _send(send: Any, status: int, headers: Iterable[tuple[str, str]], content: bytes) -> None:
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})


def _add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _has_hash(path: str, url: str) -> bool:
    parts = url.rsplit("/", 1)[-1].split(".")
    return len(parts) > 2 and len(parts[-2]) == 12
