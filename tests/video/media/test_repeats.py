"""What was lost on the way: asked for, sent again, given up, and never without bounds."""

from __future__ import annotations

import struct

import pytest

from tests.video.media.line import CHANGE, WHOLE, Line
from tests.video.media.offers import PICTURE, REPAIR, REPEATS, VIDEO
from video.media import rtcp
from video.media.peer import MOST_RESENDS
from video.media.streams import GIVEN_UP_AFTER

pytestmark = pytest.mark.usefixtures("loop")


def test_what_a_receiver_misses_it_gets_again_in_the_stream_for_repeats():
    with Line() as line:
        one, other = line.ends
        for number in range(65530, 65545):
            one.send(PICTURE, number, WHOLE + bytes([number & 0xFF]))
        packets = other.take()
        missed = packets[8]

        other.tell(rtcp.nack(1, missed.source, [missed.number]))

        (repeat,) = other.take()
        assert repeat.payload_type == REPAIR
        assert repeat.source == other.peer.slots[0][1].repair
        assert repeat.payload == struct.pack("!H", missed.number) + missed.payload
        assert repeat.clock == missed.clock


def test_a_gap_is_asked_for_and_its_repeat_goes_on_as_the_packet_itself():
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 10, WHOLE)
        one.send(PICTURE, 12, CHANGE)
        one.take()
        asked = [rtcp.missing(packet) for data in one.control for packet in rtcp.packets(data)]
        assert (PICTURE, [11]) in asked

        one.send(REPEATS, 1, struct.pack("!H", 11) + CHANGE + b"11", clock=33_000)

        first, third, second = other.take()
        assert second.number == first.number + 1 == third.number - 1
        assert (second.payload, second.payload_type) == (CHANGE + b"11", VIDEO)


def test_packets_that_only_fill_the_line_end_here():
    """Else a lost one can never be repaired, and the receiver's picture stands still waiting for it."""
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE)
        other.take()
        padding = bytes(199) + b"\xc8"
        data = struct.pack("!BBHII", 0xA0, REPAIR, 5, 3000, REPEATS) + padding
        one.put(one.tx.protect(data))
        line.forwarder.pump()
        assert other.take() == []


def test_with_one_in_twenty_lost_each_way_every_packet_arrives():
    """Without repeats on the way up a picture stands still at the first loss, and stays so."""
    with Line() as line:
        one, other = line.ends
        sent, got = {}, {}
        repeats = missed = 0
        for number in range(65_000, 66_500):
            sent[number & 0xFFFF] = WHOLE + struct.pack("!I", number)
            if number % 20 != 7 or number == 65_000:
                one.send(PICTURE, number, sent[number & 0xFFFF])
            one.take()
            for wanted in asked_for(one):
                repeats += 1
                payload = struct.pack("!H", wanted) + sent[wanted]
                one.send(REPEATS, repeats, payload, clock=wanted * 3000)
            for packet in other.take():
                if packet.payload_type == REPAIR:
                    original = struct.unpack("!H", packet.payload[:2])[0]
                    got[original] = packet.payload[2:]
                elif packet.number % 20 == 3:
                    missed += 1
                    other.tell(rtcp.nack(1, packet.source, [packet.number]))
                else:
                    got[packet.number] = packet.payload
            line.care.turn(other.peer, 1.0)
        for packet in other.take():
            got[struct.unpack("!H", packet.payload[:2])[0]] = packet.payload[2:]

        assert repeats >= 70 and missed >= 70
        assert sorted(got.values()) == sorted(sent.values())


def asked_for(end) -> list[int]:
    """Return what the worker asks a sender for, and forget that it did."""
    asked = [
        found for data in end.control for packet in rtcp.packets(data) if (found := rtcp.missing(packet))
    ]
    end.control.clear()
    return [number for source, numbers in asked for number in numbers if source == PICTURE]


def test_who_floods_with_requests_gets_a_bounded_number_of_repeats():
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE)
        (packet,) = other.take()
        for _ in range(50):
            other.tell(rtcp.nack(1, packet.source, [packet.number] * 10))
        assert len(other.take()) == MOST_RESENDS


def test_to_name_thousands_of_packets_in_requests_is_bounded():
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE)
        (packet,) = other.take()
        named = struct.pack("!HH", packet.number + 1000, 0xFFFF) * 300
        crowd = struct.pack("!BBHII", 0x81, 205, 2 + 300, 1, packet.source) + named
        (parsed,) = rtcp.packets(crowd)
        assert len(rtcp.missing(parsed)[1]) == rtcp.MOST_NAMED

        line.care.take_control(other.peer, crowd * 4, 1.0)
        assert other.peer.looks == 0
        other.tell(rtcp.nack(1, packet.source, [packet.number]))
        assert other.take() == []
        line.care.turn(other.peer, 1.1)
        other.tell(rtcp.nack(1, packet.source, [packet.number]))
        assert len(other.take()) == 1


def test_a_packet_that_never_comes_is_given_up_for_a_whole_picture():
    """Else receivers ask for it for ever, and their picture stands still as long."""
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE)
        one.send(PICTURE, 3, CHANGE)
        stream = one.peer.sources[PICTURE]
        (_, at) = stream.missing[2]
        one.take()
        one.control.clear()

        line.care.turn(one.peer, at + GIVEN_UP_AFTER + 0.1)

        one.take()
        asked = [
            source for data in one.control for p in rtcp.packets(data) for source in rtcp.wanted_pictures(p)
        ]
        assert asked == [PICTURE]
        assert stream.missing == {}
