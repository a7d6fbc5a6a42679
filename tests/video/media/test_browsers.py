"""Real browsers in a call through a real worker."""

from __future__ import annotations

import uuid

from tests.video.media.far import Far
from tests.video.media.workers import ask, live, until
from video.placement import worker_for


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
        # What was made up before the first packets were there counts too, and weighs less with every second.
        until(lambda who=caller: who.hears_well())
    assert {peer["loss"] for peer in ask(room, "stats")["peers"]} == {0}


def test_one_alone_sees_and_hears_oneself_and_the_line_is_measured(worker, call):
    room = str(uuid.uuid4())
    one = call(room)

    one.start(kind="echo")

    until(lambda: one.sees() > 15)
    assert one.received("audio")["samples"] > one.received("audio")["concealed"]
    line = until(lambda: measured(room))
    assert line["loss"] == 0 and 0 <= line["rtt_ms"] < 5_000 and line["jitter_ms"] < 1_000


def measured(room: str) -> dict | None:
    """How the only one in a room is connected, once that is known."""
    (line,) = ask(room, "stats")["peers"]
    return line if None not in (line["loss_up"], line["loss_down"], line["rtt_ms"]) else None


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


def test_a_line_that_was_restarted_goes_on(worker, call):
    room = str(uuid.uuid4())
    one, other = call(room), call(room)
    one.start()
    other.start()
    until(lambda: one.sees() > 5 and other.sees() > 5)

    assert one.restart()["fresh"] is False

    for caller in (one, other):
        seen = caller.sees()
        until(lambda who=caller, before=seen: who.sees() > before + 20)


def test_a_killed_worker_costs_a_new_connection_and_no_press(started, call):
    workers = [started(), started()]
    room = room_for({worker.id for worker in workers})
    one, other = call(room), call(room)
    carrying = one.start()["worker"]
    other.start()
    until(lambda: one.sees() > 5 and other.sees() > 5)

    for worker in workers:
        if worker.id == carrying:
            worker.kill()
    until(lambda: carrying not in {worker.id for worker in live()})
    answers = [caller.again() for caller in (one, other)]

    assert all(answer["fresh"] and answer["worker"] != carrying for answer in answers)
    until(lambda: one.sees() > 5 and other.sees() > 5)


def room_for(ours: set[str]) -> str:
    """Return a room that falls to one of these, whoever else is there."""
    return until(
        lambda: next((room for room in (str(uuid.uuid4()) for _ in range(64)) if placed(room) in ours), None)
    )


def placed(room: str) -> str | None:
    chosen = worker_for(room, live())
    return chosen and chosen.id


def test_one_of_twenty_packets_lost_each_way_stops_no_picture(worker, browser):
    """Without repeats on the way up a lost packet of padding is never repaired: a few pictures a second."""
    room = str(uuid.uuid4())
    Far.loss = 0.05
    callers = [Far(browser, room) for _ in range(2)]
    for caller in callers:
        caller.start()
    for caller in callers:
        until(lambda who=caller: who.sees() > 5)
        seen = caller.sees()
        until(lambda who=caller, before=seen: who.sees() - before > 120)
        assert caller.received("video")["repaired"] > 0
    losses = {peer["loss"] for peer in ask(room, "stats")["peers"]}
    for caller in callers:
        caller.close()
    assert all(0.01 < loss < 0.2 for loss in losses)


def test_three_see_each_other_in_layers(worker, call):
    room = str(uuid.uuid4())
    callers = [call(room) for _ in range(3)]
    for caller in callers:
        caller.start(width=320, height=240, layers=True)
    for caller in callers:
        until(lambda who=caller: who.sees(0) > 5 and who.sees(1) > 5, patience=60)
