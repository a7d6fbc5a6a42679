"""Forwarding, without handshakes: what goes in at one end and comes out at the others."""

from __future__ import annotations

import struct
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.video.media.line import CHANGE, WHOLE, End, Line
from tests.video.media.offers import AUDIO, PICTURE, REPEATS, SCREEN, SOUND
from video.media import rtcp
from video.media.streams import starts_picture

pytestmark = pytest.mark.usefixtures("loop")


def test_a_packet_arrives_with_its_contents_and_in_the_place_of_its_receiver():
    with Line(3) as line:
        one, *others = line.ends
        one.send(SOUND, 7, b"said", clock=480)
        for other in others:
            (packet,) = other.take()
            slot = other.peer.slots[0][0]
            assert (packet.payload, packet.source, packet.payload_type) == (b"said", slot.media, AUDIO)
        assert one.take() == []


def test_after_an_error_nothing_leaves_unsealed():
    """What was lined up lies in the memory of the batch that comes next, and is opened there."""

    def breaks(*_told: object) -> None:
        raise RuntimeError

    with Line() as line:
        one, other = line.ends
        one.send(SOUND, 1, b"one")
        other.take()
        line.forwarder._take_control = breaks
        one.put(one.packet(SOUND, 2, b"two"))
        with pytest.raises(RuntimeError):
            one.tell(rtcp.picture_loss(1, SOUND))
        one.send(SOUND, 3, b"three")
        assert [packet.payload for packet in other.take()] == [b"three"]


def test_a_picture_begins_at_one_that_needs_no_other():
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, CHANGE)
        assert other.take() == []
        one.send(PICTURE, 2, WHOLE)
        one.send(PICTURE, 3, CHANGE)
        assert [packet.payload for packet in other.take()] == [WHOLE, CHANGE]


def test_who_loads_the_page_anew_is_sent_everybody_and_nobody_else_notices():
    with Line(3) as line:
        for each in line.ends:
            each.send(PICTURE, 1, WHOLE)
        before, *others = line.ends
        line.room.remove(before.peer, 1.0)
        line.forwarder.forget(before.peer)
        came = End(line, 0)
        line.ends.append(came)
        for each in others:
            each.take()

        for number, payload in ((2, CHANGE), (3, WHOLE), (4, CHANGE)):
            for each in (came, *others):
                each.send(PICTURE, number, payload)

        for end in (came, *others):
            found = Counter((packet.source, packet.payload) for packet in end.take())
            for (_, video), shown in zip(end.peer.slots[:2], end.peer.shown, strict=False):
                changes = 1 if came.peer.name in (end.peer.name, shown[0]) else 2
                assert (found[video.media, WHOLE], found[video.media, CHANGE]) == (1, changes)


def test_a_sender_is_asked_for_a_whole_picture_when_somebody_comes():
    with Line() as line:
        line.ends[0].take()
        asked = [found for data in line.ends[0].control for found in rtcp.packets(data)]
        assert PICTURE in [source for packet in asked for source in rtcp.wanted_pictures(packet)]


@settings(max_examples=60)
@given(
    start=st.integers(0, 0xFFFF),
    steps=st.lists(st.sampled_from(["next", "lose", "again", "late", "repeat", "leap"]), max_size=60),
)
def test_no_number_is_ever_sent_twice_whatever_comes_in(start, steps):
    """With AES-GCM the same number with other contents gives the key away: this breaks every call at once."""
    with Line() as line:
        one, other = line.ends
        number, lost, repeat = start, [], 0
        one.send(PICTURE, number, WHOLE)
        for step in steps:
            if step in ("late", "repeat") and not lost:
                continue
            if step == "leap":
                number += 700
            if step == "lose":
                number += 1
                lost.append(number)
                continue
            if step == "repeat":
                repeat += 1
                found = lost[repeat % len(lost)]
                one.send(REPEATS, repeat, struct.pack("!H", found & 0xFFFF) + CHANGE, clock=found * 3000)
                continue
            if step == "late" and number - lost[-1] < 600:
                one.send(PICTURE, lost[-1], CHANGE)
            if step == "late":
                continue
            if step == "next":
                number += 1
            one.send(PICTURE, number, CHANGE, transport=number & 0xFFFF)

        packets = other.take()
        seen = Counter((packet.source, packet.number) for packet in packets)
        assert set(seen.values()) == {1}
        clocks = {(packet.number - packets[0].number) & 0xFFFF: packet.clock for packet in packets}
        first = packets[0].clock
        assert all((clock - first) & 0xFFFFFFFF == step * 3000 & 0xFFFFFFFF for step, clock in clocks.items())


def test_who_comes_into_a_place_goes_on_where_the_last_one_left_off():
    with Line(3) as line:
        one, two, viewer = line.ends
        one.send(PICTURE, 60_000, WHOLE, clock=90_000)
        one.send(PICTURE, 60_001, CHANGE, clock=93_000)
        before = viewer.take()[-1]
        assert viewer.peer.shown[:2] == [("peer-0", "camera"), ("peer-1", "camera")]

        line.room.remove(one.peer, 1.0)
        assert viewer.peer.shown[:2] == [None, ("peer-1", "camera")]
        line.room.remove(two.peer, 1.0)
        line.room.add(two.peer, 2.0)
        two.send(PICTURE, 5, WHOLE, clock=1)

        (after,) = viewer.take()
        assert (after.source, after.number) == (before.source, before.number + 1)
        assert 0 < (after.clock - before.clock) & 0xFFFFFFFF < 0x7FFFFFFF


def test_late_packets_of_a_former_stream_do_not_take_the_numbers_of_the_new_one():
    with Line() as line:
        one, viewer = line.ends
        for number in (1, 3, 4):
            one.send(PICTURE, number, WHOLE)
        slot = viewer.peer.slots[0][1]
        slot.want(None, 1.0)
        slot.want(one.peer.sources[PICTURE], 1.0)
        one.send(PICTURE, 5, WHOLE)
        one.send(PICTURE, 2, WHOLE)

        numbers = [packet.number for packet in viewer.take()]
        assert len(numbers) == len(set(numbers)) == 4


def test_reports_of_a_sender_reach_receivers_with_the_clock_they_see():
    """Sound and picture drift apart when one clock is rewritten and the other is not."""
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE, clock=500_000)
        (packet,) = other.take()

        one.tell(rtcp.sender_report(PICTURE, rtcp.ntp_time(1_000_000.5), 590_000, 1, 4))

        other.take()
        (found,) = [
            clock for data in other.control for p in rtcp.packets(data) if (clock := rtcp.sender_clock(p))
        ]
        assert found[0] == packet.source
        assert found[1] == rtcp.ntp_time(1_000_000.5)
        assert found[2] - packet.clock & 0xFFFFFFFF == 90_000


def test_a_source_belongs_to_the_browser_that_sends_it():
    with Line(3) as line:
        one, two, viewer = line.ends
        one.send(SOUND, 1, b"one")
        two.send(SOUND, 1, b"two")
        said = {packet.source: packet.payload for packet in viewer.take()}
        slots = {viewer.peer.slots[place][0].media: name for place, name in enumerate([b"one", b"two"])}
        assert said == slots


def test_who_is_muted_is_not_heard_and_who_is_held_is_apart():
    with Line(3) as line:
        one, two, viewer = line.ends
        line.room.show(pinned=set(), muted={"peer-0"}, held={"peer-1"}, now=1.0)
        one.send(SOUND, 1, b"one")
        one.send(PICTURE, 1, WHOLE)
        two.send(SOUND, 1, b"two")
        assert [packet.payload for packet in viewer.take()] == [WHOLE]
        assert two.take() == []

        line.room.show(pinned=set(), muted=set(), held=set(), now=2.0)
        one.send(SOUND, 2, b"again")
        assert [packet.payload for packet in viewer.take()] == [b"again"]


def test_a_screen_takes_a_place_of_its_own_while_it_is_shown():
    with Line() as line:
        one, other = line.ends
        one.send(SCREEN, 1, WHOLE)
        assert line.care.turn(one.peer, 1.0)
        line.room.arrange(1.0)
        assert other.peer.shown[:3] == [("peer-0", "camera"), ("peer-0", "screen"), None]
        one.send(SCREEN, 2, WHOLE)
        (packet,) = other.take()
        assert packet.source == other.peer.slots[1][1].media

        for turn in range(12):
            line.care.turn(one.peer, 2.0 + turn / 10)
        line.room.arrange(4.0)
        assert other.peer.shown[1] is None
        assert line.told[-1]["views"]["peer-1"][0] == {"peer": "peer-0", "shows": "camera"}


def test_what_is_forged_or_of_a_stranger_goes_nowhere():
    with Line() as line:
        one, other = line.ends
        good = one.packet(SOUND, 1, b"words")
        one.put(good[:-1] + bytes([good[-1] ^ 1]))
        other.socket.sendto(one.packet(SOUND, 2, b"words"), ("127.0.0.1", line.port.number))
        line.forwarder.pump()
        assert other.take() == []
        assert (one.peer.forged, other.peer.forged) == (1, 1)


def test_what_arrived_is_told_to_the_sender_for_its_estimate():
    with Line() as line:
        one, _ = line.ends
        for number in (65_534, 65_535, 1, 2):
            one.send(SOUND, number, b"a", transport=number)
        one.take()
        one.control.clear()
        line.care.turn(one.peer, 5.0)
        one.take()
        (feedback,) = [p for data in one.control for p in rtcp.packets(data) if p.form == rtcp.TRANSPORT_WIDE]
        first, count = struct.unpack_from("!HH", feedback.body, 8)
        assert (first, count) == (65_534, 5)


@given(data=st.binary(max_size=40))
def test_any_payload_is_looked_at_without_falling_over(data):
    assert starts_picture(data, 0, len(data)) in (True, False)
