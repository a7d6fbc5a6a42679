"""Static files are served beside Django: packed, for ever, and nothing outside their folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from beterdichtbij.static import StaticFiles

NAME = "/static/css/base.0123456789ab.css"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/base.0123456789ab.css").write_text("@layer base {}")
    (tmp_path / "css/base.0123456789ab.css.gz").write_bytes(b"packed")
    (tmp_path / "plain.txt").write_text("plain")
    return tmp_path


async def ask(folder: Path, path: str, method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
    sent: list[dict[str, Any]] = []

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"inner"})

    with override_settings(STATIC_ROOT=folder):
        application = StaticFiles(inner)
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await application({"path": path, "method": method, "headers": raw}, None, send)
    answer = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answer, sent[1]["body"]


async def test_a_file_is_kept_for_ever_because_its_name_holds_its_hash(folder):
    status, headers, body = await ask(folder, NAME)

    assert (status, body) == (200, b"@layer base {}")
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_packed_file_goes_to_who_can_unpack_it(folder):
    _status, headers, body = await ask(folder, NAME, accept_encoding="br, gzip")

    assert (headers["content-encoding"], body) == ("gzip", b"packed")


async def test_a_file_without_a_hash_is_not_kept_for_ever(folder):
    _status, headers, _body = await ask(folder, "/static/plain.txt")

    assert "immutable" not in headers["cache-control"]


async def test_who_has_it_does_not_get_it_again(folder):
    _status, headers, _body = await ask(folder, NAME)

    status, _headers, body = await ask(folder, NAME, if_none_match=headers["etag"])

    assert (status, body) == (304, b"")


@pytest.mark.parametrize("path", ["/static/../plain.txt", "/static/none.css", "/static/", "/static/css"])
async def test_there_is_nothing_else(folder, path):
    assert (await ask(folder, path))[0] == 404


async def test_nothing_can_be_written(folder):
    assert (await ask(folder, NAME, method="POST"))[0] == 405


async def test_everything_else_is_the_product(folder):
    assert (await ask(folder, "/mijn/"))[0] == 299
