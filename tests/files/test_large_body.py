"""What is more than an address takes is read past and not kept, so that the answer says why."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestAborted

from beterdichtbij.handler import Handler
from files.limits import LARGEST_FILE, LARGEST_FORM, MEGABYTE

# The same at every run, so that two workers collect the same tests.
SOMETHING = "0b8ff0a6-6c5f-4d0a-9a70-2f4ed1a4c1f7"
UPLOAD = f"/api/v1/conversations/{SOMETHING}/files/"
TEAM_UPLOAD = f"/api/v1/org/lindeborg/conversations/{SOMETHING}/files/"
FORM = f"/mijn/gesprekken/{SOMETHING}/bestanden/"
TEAM_FORM = f"/org/lindeborg/gesprekken/{SOMETHING}/bestanden/"


def sending(megabytes: int):
    """A client that sends so much, a megabyte at a time."""
    left = [megabytes]

    async def receive():
        left[0] -= 1
        return {"type": "http.request", "body": bytes(MEGABYTE), "more_body": left[0] > 0}

    return receive


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (UPLOAD, LARGEST_FILE), (TEAM_UPLOAD, LARGEST_FILE), (FORM, LARGEST_FORM), (TEAM_FORM, LARGEST_FORM),
        ("/mijn/", 8 * MEGABYTE), (f"/mijn/gesprekken/{SOMETHING}/", 8 * MEGABYTE),
    ],
)  # fmt: skip
async def test_each_address_takes_what_it_needs_and_no_more(path, most):
    fits, exceeds = {"path": path}, {"path": path}

    with await Handler().read_body(sending(most // MEGABYTE), fits) as body:
        assert "is_too_large" not in fits and len(body.read()) == most
    with await Handler().read_body(sending(most // MEGABYTE + 1), exceeds) as body:
        assert exceeds["is_too_large"] and body.read() == b""


async def test_a_body_without_end_is_cut_off():
    with pytest.raises(RequestAborted):
        await Handler().read_body(sending(1_000), {"path": UPLOAD})


async def test_elsewhere_too_much_is_refused_at_once():
    answer = await Handler()._response({"path": "/mijn/", "is_too_large": True}, None)

    assert answer.status_code == 413
