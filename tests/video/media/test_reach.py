"""From four people on: who fell back to a small layer gets a larger one again when the line has room."""

from __future__ import annotations

from tests.video.media.line import Line
from tests.video.media.test_thin import put_layer
from video.media import rtcp
from video.media.reach import LONGEST_PAUSE, LOOKS, MOST, PAUSE, Reach

SOURCES = {"q": 21, "h": 22, "f": 23}
# A browser that gets three pictures in a small layer thinks that it can receive half again as much.
SENT = 100_000
ROOMY = {"estimate": SENT * 3 // 2, "rate": SENT, "lost": 0.0}


def looked(reach: Reach, *looks: dict, now: float = 0.0) -> int:
    """Look once a second; return what it comes to."""
    for second, look in enumerate(looks):
        reach.look(**look, now=now + second)
    return reach.lift


def test_more_is_tried_when_nothing_but_what_is_sent_holds_the_estimate_back():
    assert looked(Reach(), *[ROOMY] * (LOOKS - 1)) == 1
    assert looked(Reach(), *[ROOMY] * LOOKS) == 2
    assert looked(Reach(), *[ROOMY] * LOOKS * 20) == MOST
    assert looked(Reach(), *[ROOMY | {"estimate": SENT}] * LOOKS * 20) == 1


def test_a_try_in_vain_is_taken_back_at_once_and_the_next_one_is_later_each_time():
    reach, now, pauses = Reach(), 0.0, []
    for _ in range(5):
        while reach.lift == 1:
            now += 1
            reach.look(**ROOMY, now=now)
        now += 1
        reach.look(**ROOMY | {"lost": 0.2}, now=now)
        assert reach.lift == 1
        began = now
        while reach.lift == 1:
            now += 1
            reach.look(**ROOMY, now=now)
        pauses.append(now - began)
        now += 1
        reach.look(**ROOMY | {"estimate": SENT}, now=now)
        assert reach.lift == 1
    assert pauses == sorted(pauses)
    assert pauses[0] >= PAUSE and pauses[-1] == LONGEST_PAUSE


def test_a_line_that_sinks_little_by_little_is_not_tried_any_further():
    reach = Reach()
    assert looked(reach, *[ROOMY] * LOOKS * 20) == MOST
    sinking = [{"estimate": int(SENT * 1.5 * 0.9**step), "rate": SENT, "lost": 0.08} for step in range(6)]
    assert looked(reach, *sinking, now=200.0) == 1


def test_in_a_call_of_two_or_three_nothing_is_tried():
    with Line(3, layers=("q", "h", "f")) as line:
        viewer = line.ends[1].peer
        for second in range(LOOKS * 5):
            put_layer(line, line.ends[0], SOURCES["q"], second + 5, b"q")
            viewer.estimate = 300_000
            line.care.report(viewer, 2.0 + second)
        assert viewer.reach.lift == 1


def test_who_is_sent_small_pictures_over_a_good_line_is_sent_large_ones_again():
    with Line(4, layers=("q", "h", "f")) as line:
        one, viewer = line.ends[:2]
        for number, (layer, source) in enumerate(SOURCES.items()):
            put_layer(line, one, source, number + 1, layer.encode())
        stream = one.peer.tracks["camera"].streams
        viewer.tell(rtcp.estimate_message(1, 300_000, [1]))
        line.room.arrange(1.0)
        assert viewer.peer.slots[0][1].wanted is stream["q"]

        for second in range(LOOKS * 5):
            put_layer(line, one, SOURCES["q"], second + 5, b"q")
            line.care.report(viewer.peer, 2.0 + second)
            line.room.arrange(2.0 + second)
            viewer.peer.estimate = 300_000

        assert viewer.peer.slots[0][1].wanted is stream["f"]
