"""What a thin line gets: a sender held back, or the layer of a picture that fits."""

from __future__ import annotations

import struct

import pytest

from tests.video.media.line import CHANGE, WHOLE, Line
from tests.video.media.offers import PICTURE, RID, VIDEO
from video.media import rtcp

pytestmark = pytest.mark.usefixtures("loop")


def test_a_thin_line_holds_the_sender_back_and_lets_go_little_by_little():
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE)
        for number in range(2, 102):
            one.send(PICTURE, number, CHANGE + bytes(1000))
        other.tell(rtcp.estimate_message(1, 300_000, [1]))
        one.take()
        one.control.clear()

        line.care.report(one.peer, 1.0)
        line.care.report(one.peer, 2.0)

        one.take()
        caps = [
            found for data in one.control for packet in rtcp.packets(data) if (found := rtcp.estimate(packet))
        ]
        assert caps[0] // 1000 == 299 or caps[0] == 300_000
        assert caps[1] > caps[0]


def test_layers_are_chosen_by_what_a_receiver_can_take_and_change_at_a_whole_picture():
    with Line(4, layers=("q", "h", "f")) as line:
        one, viewer = line.ends[0], line.ends[1]
        small, large = 501, 503
        for source, layer in ((small, b"q"), (502, b"h"), (large, b"f")):
            named = (
                struct.pack("!BBHIIHH", 0x90, VIDEO, 1, 1, source, 0xBEDE, 1)
                + bytes([0x10])
                + b"1"
                + bytes([RID << 4])
                + layer
            )
            one.put(one.tx.protect(named + WHOLE))
            line.forwarder.pump()
        assert set(one.peer.tracks["camera"].streams) == {"q", "h", "f"}
        line.room.arrange(1.0)
        # Nothing is known of the line yet: the best.
        one.send(large, 2, WHOLE)
        assert viewer.take()[-1].payload == WHOLE

        viewer.tell(rtcp.estimate_message(1, 300_000, [1]))
        line.room.arrange(2.0)
        one.send(large, 3, CHANGE + b"large")
        one.send(small, 2, CHANGE + b"small")
        assert [packet.payload for packet in viewer.take()] == [CHANGE + b"large"]
        one.send(small, 3, WHOLE)
        one.send(large, 4, CHANGE + b"large")
        one.send(small, 4, CHANGE + b"small")
        assert [packet.payload for packet in viewer.take()] == [WHOLE, CHANGE + b"small"]
