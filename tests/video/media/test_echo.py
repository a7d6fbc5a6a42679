"""Rooms of one: what comes back, when, and how much is kept; and what is measured of a line."""

from __future__ import annotations

import struct
import time

import pytest

from tests.video.media.client import Client
from tests.video.media.line import CHANGE, WHOLE, Line
from tests.video.media.offers import AUDIO, PICTURE, REPAIR, REPEATS, SOUND
from tests.video.media.test_house import LATER, living
from video.media import rtcp
from video.media.care import jitter_up
from video.media.echo import DELAYS, MOST_KEPT

pytestmark = pytest.mark.usefixtures("loop")

BEFORE, AFTER = DELAYS["echo"] - 0.5, DELAYS["echo"] + 0.5


def test_one_hears_oneself_after_two_seconds_and_not_before():
    with Line(1, kind="echo") as line:
        (one,) = line.ends
        began = time.monotonic()
        one.send(SOUND, 7, b"said")
        line.room.play(began + BEFORE)
        assert one.take() == []
        line.room.play(time.monotonic() + AFTER)
        (packet,) = one.take()
        assert (packet.payload, packet.payload_type) == (b"said", AUDIO)
        assert packet.source == one.peer.slots[0][0].media


def test_to_measure_a_line_it_comes_back_at_once():
    with Line(1, kind="line") as line:
        (one,) = line.ends
        one.send(SOUND, 7, b"said")
        line.room.play(time.monotonic())
        assert [packet.payload for packet in one.take()] == [b"said"]


def test_what_was_repaired_on_the_way_up_comes_back_and_what_is_lost_on_the_way_down_is_sent_again():
    with Line(1, kind="echo") as line:
        (one,) = line.ends
        one.send(PICTURE, 1, CHANGE)
        one.send(PICTURE, 2, WHOLE)
        one.send(PICTURE, 4, CHANGE)
        one.send(REPEATS, 1, struct.pack("!H", 3) + CHANGE + b"3", clock=9_000)
        one.send(REPEATS, 2, struct.pack("!H", 3) + CHANGE + b"3", clock=9_000)
        line.room.play(time.monotonic() + AFTER)

        whole, last, repaired = one.take()
        assert whole.payload == WHOLE
        assert [packet.number - whole.number for packet in (repaired, last)] == [1, 2]

        one.tell(rtcp.nack(1, repaired.source, [repaired.number]))
        (again,) = one.take()
        assert again.payload_type == REPAIR
        assert again.payload == struct.pack("!H", repaired.number) + CHANGE + b"3"


def test_no_more_is_kept_than_two_seconds_take():
    with Line(1, kind="echo") as line:
        (one,) = line.ends
        for number in range(MOST_KEPT + 500):
            one.send(SOUND, number, b"said")
        (stream,) = one.peer.tracks["audio"].streams.values()
        assert len(stream.echo._kept) == MOST_KEPT


async def test_such_a_room_is_of_one_and_nobody_hears_of_it():
    async with living() as (house, told):
        given = {"room": "room", "offer": Client().offer(), "until": LATER}
        answer = house.join(peer="one", kind="echo", **given)
        assert answer["slots"][0] == {"peer": "one", "shows": "camera"}
        assert house.join(peer="other", kind="echo", **given) == {"refused": "full"}
        for kind in ("call", "line", "party"):
            assert house.join(peer="one", kind=kind, **given) == {"refused": "other_kind"}
        house.tell()
        assert told == []


@pytest.mark.parametrize("kind", ["call", "line"])
def test_the_round_trip_is_told_by_the_answer_to_a_report(kind):
    with Line(2 if kind == "call" else 1, kind=kind) as line:
        one, other = line.ends[0], line.ends[-1]
        one.send(SOUND, 1, b"said")
        line.room.play(time.monotonic())
        ntp = rtcp.ntp_time(1_000_000)
        line.care.take_control(one.peer, rtcp.sender_report(SOUND, ntp, 3000, 1, 4), 10.0)

        tell(line, other, last_report=ntp >> 16 & 0xFFFFFFFF, delay=65536 // 10, now=10.35)
        assert other.peer.quality.told(jitter_up=None, now=10.35)["rtt_ms"] == pytest.approx(250, abs=1)
        # Of a report nobody sent.
        tell(line, other, last_report=1, delay=0, now=10.5)
        assert other.peer.quality.told(jitter_up=None, now=10.5)["rtt_ms"] == pytest.approx(250, abs=1)


def tell(line: Line, end, *, now: float, **values: int) -> None:
    """Report on the first sound an end receives."""
    block = {
        "fraction_lost": 0,
        "cumulative_lost": 0,
        "highest": 100,
        "jitter": 480,
        "last_report": 0,
        "delay": 0,
    }
    report = rtcp.ReportBlock(source=end.peer.slots[0][0].media, **block | values)
    line.care.take_control(end.peer, rtcp.receiver_report(1, [report]), now)


def test_loss_is_told_for_each_way_over_the_last_five_seconds():
    with Line() as line:
        one, other = line.ends
        for number in range(100):
            if number % 10 != 5:
                one.send(SOUND, number, b"said", transport=number)
        line.care.turn(one.peer, 10.0)
        tell(line, one, highest=100, now=10.0)
        tell(line, one, highest=200, fraction_lost=128, now=11.0)

        told = one.peer.quality.told(jitter_up=jitter_up(one.peer), now=11.0)
        assert (told["loss"], told["loss_up"], told["loss_down"]) == (0.5, 0.1, 0.5)
        assert told["jitter_ms"] >= 10
        later = one.peer.quality.told(jitter_up=None, now=16.5)
        assert (later["loss"], later["loss_up"], later["loss_down"]) == (None, None, None)


def test_who_counts_from_the_start_again_has_lost_nothing():
    with Line() as line:
        one, _ = line.ends
        tell(line, one, highest=60_000, now=10.0)
        tell(line, one, highest=5, fraction_lost=255, now=11.0)
        assert one.peer.quality.told(jitter_up=None, now=11.0)["loss"] is None
