"""The line tried before a call: alone, judged by what both ends saw, and told to the team."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import signed_in
from tests.video.media.offers import offer
from tests.video.media.workers import Process, ask
from tests.video.stage import changed, planned, seat
from tests.video.test_bad_days import in_room, invited, proven
from video.line_test import TRIES, _room_of
from video.models import VideoVisit
from video.rooms import Kind
from video.rules import Seen, judge

GOOD = {"connected": True, "loss": 0.0, "delay": 30, "jitter": 4, "bits": 900_000}


@pytest.fixture(scope="module")
def worker() -> Iterator[Process]:
    process = Process()
    yield process
    process.stop()


def own(name: str, visit: VideoVisit) -> str:
    return reverse(f"video:own_{name}", args=[visit.id])


def post(browser: Client, address: str, told: object):
    return browser.post(address, told, content_type="application/json")


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        (Seen(True), "good"),
        (Seen(True, loss=0.03), "fair"),
        (Seen(True, delay_ms=300), "fair"),
        (Seen(True, bits=200_000), "fair"),
        (Seen(True, loss=0.09), "poor"),
        (Seen(True, jitter_ms=200), "poor"),
        (Seen(True, bits=50_000), "poor"),
        (Seen(False, bits=900_000), "poor"),
    ],
    ids=["nothing wrong", "lossy", "far", "thin", "very lossy", "shaky", "very thin", "no way through"],
)
def test_a_line_is_as_good_as_its_worst_side(seen, line):
    assert judge(seen) == line


def test_who_tries_the_line_is_alone_and_not_in_the_visit(lindeborg, worker):
    visit = planned(lindeborg)
    person = lindeborg.patients["Alice"].person
    alice = signed_in(person)

    for kind in ("line", "echo"):
        answer = post(alice, own("line", visit), {"kind": kind, "offer": offer()})
        assert answer.status_code == 200 and answer.json()["answer"].startswith("v=0")

    assert in_room(visit) == []
    room = str(_room_of(visit.id, person.id, Kind.ECHO))
    assert [each["peer"] for each in ask(room, "stats")["peers"]] == [room]


def test_the_team_sees_how_the_line_of_who_waits_is(lindeborg, worker):
    visit = planned(lindeborg)
    alice, marieke = (
        signed_in(each.person) for each in (lindeborg.patients["Alice"], lindeborg.staff["Marieke"])
    )
    alice.post(own("come", visit), {"camera": "ja", "microfoon": "ja", "verbinding": "good"})
    board = reverse("video:board", args=["lindeborg"])
    assert "verbinding: goed" in marieke.get(board).content.decode()

    assert post(alice, own("line", visit), {"seen": GOOD | {"loss": 0.2}}).json() == {"line": "poor"}

    assert seat(lindeborg, visit, "Alice").line == "poor"
    assert "slechte verbinding" in marieke.get(board).content.decode()
    # Who comes again without a test keeps what was found.
    alice.post(own("come", visit), {"verbinding": ""})
    assert seat(lindeborg, visit, "Alice").line == "poor"
    assert post(alice, own("line", visit), {"seen": {"connected": False}}).json() == {"line": "poor"}
    assert post(alice, own("line", visit), {"seen": GOOD}).json() == {"line": "good"}


@pytest.mark.parametrize(
    "told",
    ["[]", '{"seen": 3}', '{"offer": "\\ud800"}', "[" * 60_000, "nothing", "{}"],
    ids=["a list", "a number", "half a sign", "too deep", "no json", "empty"],
)
def test_nonsense_is_refused_with_a_sentence(lindeborg, told):
    alice = signed_in(lindeborg.patients["Alice"].person)

    for address in (own("line", planned(lindeborg)), reverse("video:own_test_line")):
        answer = post(alice, address, told)
        assert answer.status_code == 422 and answer.json()["sentence"]


def test_numbers_that_are_none_count_for_nothing(lindeborg):
    alice = signed_in(lindeborg.patients["Alice"].person)
    seen = '{"seen": {"connected": true, "loss": -5, "delay": "x", "jitter": null, "bits": 1e400}}'

    assert post(alice, reverse("video:own_test_line"), seen).json() == {"line": "good"}


def test_a_program_that_only_tries_is_stopped(lindeborg, worker):
    visit, person = planned(lindeborg), lindeborg.patients["Alice"].person
    for _each in range(TRIES.most):
        TRIES.count(_room_of(visit.id, person.id, Kind.LINE))

    assert post(signed_in(person), own("line", visit), {"offer": offer()}).status_code == 429


def test_no_stranger_and_nobody_after_the_visit_tries_its_line(lindeborg, worker, client):
    visit = planned(lindeborg)
    bob, alice = (signed_in(lindeborg.patients[name].person) for name in ("Bob", "Alice"))
    assert post(bob, own("line", visit), {"offer": offer()}).status_code == 404
    guest_id, token = invited(lindeborg, visit)
    address = reverse("video:guest_line", args=[token])
    assert post(client, address, {"offer": offer()}).status_code == 302
    proven(lindeborg, client, guest_id, token)
    assert post(client, address, {"offer": offer()}).status_code == 200
    changed(lindeborg, visit, ended_at=visit.starts_at)
    assert post(alice, own("line", visit), {"offer": offer()}).status_code == 409


def test_the_page_of_the_test_call_is_found_from_help(lindeborg):
    alice = signed_in(lindeborg.patients["Alice"].person)
    test = reverse("video:own_test")

    assert test in alice.get(reverse("my_help")).content.decode()
    page = alice.get(test)
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert reverse("video:own_test_line") in page.content.decode()
