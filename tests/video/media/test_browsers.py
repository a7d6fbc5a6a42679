"""Real browsers in a call through a real worker."""

from __future__ import annotations

import uuid

from tests.video.media.workers import ask, until


def test_two_browsers_see_and_hear_each_other(worker, call):
    room = str(uuid.uuid4())
    one, other = call(room), call(room)

    one.start()
    answer = other.start()

    assert answer["slots"][0] == {"peer": one.peer, "shows": "camera"}
    for caller, sender in ((one, other), (other, one)):
        until(lambda who=caller: who.sees() > 0)
        before, seen_before = sender.sent(), caller.sees()
        until(lambda who=caller, seen=seen_before: who.sees() - seen > 60)
        # Some are on their way; what the machine has no time to encode is not the worker's.
        assert sender.sent() - before - (caller.sees() - seen_before) <= 10
        assert caller.received("video")["lost"] == 0
        assert caller.received("audio")["samples"] > caller.received("audio")["concealed"] * 10
    assert {peer["loss"] for peer in ask(room, "stats")["peers"]} == {0}


def test_who_leaves_is_heard_no_more(worker, call):
    room = str(uuid.uuid4())
    one, other = call(room), call(room)
    one.start()
    other.start()
    until(lambda: one.sees() > 5)

    assert ask(room, "leave", peer=other.peer)["left"]

    packets = one.received("video")["packets"]
    until(lambda: "connected" not in other.page.evaluate("call.pc.connectionState"))
    assert one.received("video")["packets"] - packets < 10
