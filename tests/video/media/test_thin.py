"""A thin line: sound goes on where pictures stop, is never held back, and repairs itself."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.video.media import offers
from tests.video.media.line import CHANGE, WHOLE, End, Line
from tests.video.media.offers import AUDIO, PICTURE, RED, SOUND
from tests.video.media.test_nonsense import answer
from video.media import rtcp, sdp
from video.media.care import LEAST_BITS
from video.media.quality import FAIR, POOR, Quality, Share, grade
from video.media.quality import GOOD as FINE
from video.media.red import primary
from video.media.streams import STILL_AFTER
from video.media.thrift import LONGEST_PAUSE, LOOKS, LOST_ABOVE, PAUSE, SOON, THIN_BELOW, Thrift

pytestmark = pytest.mark.usefixtures("loop")

LOW = {"estimate": THIN_BELOW - 1, "rate": 2 * THIN_BELOW, "lost": 0.0}
GOOD = LOW | {"estimate": THIN_BELOW}


def looked(thrift: Thrift, *looks: dict, now: float = 0.0) -> bool:
    """Look once a second; return what it comes to."""
    for second, look in enumerate(looks):
        thrift.look(**look, now=now + second)
    return thrift.is_thin


@pytest.mark.parametrize(
    ("looks", "is_thin"),
    [
        ([LOW] * LOOKS, True),
        ([LOW] * (LOOKS - 1) + [GOOD] + [LOW] * (LOOKS - 1), False),
        # What little is sent goes through: an estimate of what is not sent says nothing.
        ([LOW | {"rate": 10_000}] * LOOKS, False),
        ([LOW | {"estimate": None}] * LOOKS, False),
        ([GOOD | {"lost": LOST_ABOVE + 0.1}] * LOOKS, True),
        ([GOOD | {"lost": LOST_ABOVE + 0.1, "rate": 0}] * LOOKS, False),
    ],
    ids=["low", "low for a moment", "little is sent", "not known", "lossy", "nothing is sent"],
)
def test_pictures_are_left_out_when_a_line_is_too_thin_for_some_time(looks, is_thin):
    assert looked(Thrift(), *looks) is is_thin


def test_they_are_tried_again_and_later_each_time_it_was_in_vain():
    thrift, now, pauses = Thrift(), 0.0, []
    for _ in range(6):
        assert looked(thrift, *[LOW] * LOOKS, now=now)
        began = now + LOOKS - 1
        now = began
        while thrift.is_thin:
            now += 1
            thrift.look(**LOW, now=now)
        pauses.append(now - began)
    assert pauses == [PAUSE, 10.0, 20.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert looked(thrift, *[LOW] * LOOKS, now=now + SOON)
    assert not looked(thrift, LOW, now=now + SOON + LOOKS + PAUSE)


def test_who_has_a_thin_line_hears_and_sees_nothing_until_it_is_tried_again():
    with Line(3) as line:
        one, thin, other = line.ends
        one.send(PICTURE, 0, WHOLE)
        now = 10.0
        thin.tell(rtcp.estimate_message(1, 50_000, [1]))
        for second in range(LOOKS):
            for number in range(20):
                one.send(PICTURE, second * 20 + number + 1, CHANGE + bytes(1000))
            now += 1
            line.care.report(thin.peer, now)
        thin.take()
        other.take()

        one.send(SOUND, 1, b"said")
        one.send(PICTURE, 200, WHOLE)
        assert [packet.payload for packet in thin.take()] == [b"said"]
        assert [packet.payload for packet in other.take()] == [b"said", WHOLE]
        assert {each["peer"]: each["thin"] for each in line.told[-1]["peers"]}[thin.peer.name]

        line.care.report(thin.peer, now + PAUSE)
        one.send(PICTURE, 201, CHANGE)
        assert thin.take() == []
        one.send(PICTURE, 202, WHOLE)
        assert [packet.payload for packet in thin.take()] == [WHOLE]


def test_a_sender_whom_nobody_sees_sends_the_least_there_is():
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE)
        other.peer.thrift.is_thin = True
        line.room.arrange(1.0)
        line.care.report(one.peer, 1.0)
        one.take()
        told = [rtcp.estimate(packet) for data in one.control for packet in rtcp.packets(data)]
        assert max(filter(None, told)) <= LEAST_BITS


def test_sound_is_never_held_back_and_never_asked_for_again():
    with Line() as line:
        one, other = line.ends
        for number in (1, 2, 5, 4):
            one.send(SOUND, number, b"%d" % number)
        assert [packet.payload for packet in other.take()] == [b"1", b"2", b"5", b"4"]
        line.care.turn(one.peer, 10.0)
        one.take()
        asked = [rtcp.missing(packet) for data in one.control for packet in rtcp.packets(data)]
        assert not any(asked)
    sections = answer(sdp.read(offers.offer(red=True))).split("\r\nm=")
    assert not any("nack" in section for section in sections if section.startswith("audio"))
    assert "useinbandfec=1" in sections[1] and "useinbandfec=1" in sections[4]


def red(now: bytes, before: bytes) -> bytes:
    """What is said now, and what was said 20 ms before (RFC 2198)."""
    head = struct.pack("!BI", 0x80 | AUDIO, (960 << 10 | len(before)))
    return head[:1] + head[2:] + bytes([AUDIO]) + before + now


def test_sound_with_what_was_said_before_goes_as_it_is_to_who_can_read_it():
    with Line(2, red=True) as line:
        one, other = line.ends
        one.send(SOUND, 1, red(b"now", b"before"), payload_type=RED)
        (packet,) = other.take()
        assert (packet.payload, packet.payload_type) == (red(b"now", b"before"), RED)
        # After a pause there is nothing of before.
        one.send(SOUND, 2, b"plain")
        one.send(SOUND, 3, red(b"again", b"plain"), payload_type=RED)
        plain, again = other.take()
        assert (plain.payload, plain.payload_type) == (b"plain", AUDIO)
        assert (again.payload, again.payload_type) == (red(b"again", b"plain"), RED)
        assert [plain.number - packet.number, again.number - packet.number] == [1, 2]


def test_who_cannot_read_it_gets_what_is_said_now():
    with Line(2, red=True) as line:
        one, other = line.ends
        plain = End(line, 2)
        line.ends.append(plain)
        one.send(SOUND, 1, red(b"one", b""), payload_type=RED)
        one.send(SOUND, 3, red(b"three", b"two"), payload_type=RED)
        one.send(SOUND, 2, red(b"two", b"one"), payload_type=RED)
        assert [packet.payload for packet in plain.take()] == [b"one", b"three", b"two"]
        assert {packet.payload_type for packet in other.take()} == {RED}
        plain.send(SOUND, 1, b"said")
        assert [(packet.payload, packet.payload_type) for packet in one.take()] == [(b"said", AUDIO)]


@given(payload=st.binary(max_size=40))
def test_any_payload_gives_a_part_of_it_or_nothing(payload):
    assert payload.endswith(primary(payload))


def test_it_is_asked_for_first_and_left_out_where_it_is_not_offered_or_is_of_something_else():
    first = f"UDP/TLS/RTP/SAVPF {RED} {AUDIO}"
    assert answer(sdp.read(offers.offer(red=True))).count(first) == 1
    assert "red/48000" not in answer(sdp.read(offers.offer()))
    strange = offers.offer(red=True).replace(f"a=fmtp:{RED} {AUDIO}/{AUDIO}", f"a=fmtp:{RED} 8/8")
    assert "red/48000" not in answer(sdp.read(strange))


def test_who_gets_a_layer_that_its_sender_leaves_out_gets_another_one():
    with Line(4, layers=("q", "h", "f")) as line:
        one, other = line.ends[:2]
        for source, layer in ((21, b"q"), (22, b"f")):
            put_layer(line, one, source, 1, layer)
        assert one.peer.tracks["camera"].best().source == 22
        other.take()
        for turn in range(STILL_AFTER + 1):
            put_layer(line, one, 21, 2 + turn, b"q")
            if line.care.turn(one.peer, 10.0 + turn / 10):
                line.room.arrange(10.0 + turn / 10)
        put_layer(line, one, 21, 50, b"q")
        assert one.peer.tracks["camera"].best().source == 21
        assert other.peer.slots[0][1].stream.source == 21


def put_layer(line: Line, end: End, source: int, number: int, layer: bytes) -> None:
    """Send a picture in a layer, which is named by the extensions of its packet alone."""
    names = bytes([offers.MID << 4]) + b"1" + bytes([offers.RID << 4]) + layer
    head = struct.pack("!BBHII", 0x90, 0x80 | offers.VIDEO, number, number * 3000, source)
    end.put(end.tx.protect(head + struct.pack("!HH", 0xBEDE, 1) + names + WHOLE))
    line.forwarder.pump()


def test_the_others_hear_how_a_line_is_when_it_has_been_so_for_three_seconds():
    quality = Quality()
    for second, lost in enumerate([0, 10, 10, 0, 10, 10, 10]):
        quality.up = Share()
        quality.up.add(100, lost, second)
        is_told = quality.look(second)
    assert is_told and quality.grade == POOR
    assert not quality.look(7.0) and quality.grade == POOR


@pytest.mark.parametrize(
    ("lost", "round_trip", "is_now"),
    [(0, 0.1, FINE), (0.03, 0.1, FAIR), (0, 0.3, FAIR), (0.09, 0.1, POOR), (0, 0.6, POOR)],
    ids=["nothing wrong", "some is lost", "far", "much is lost", "very far"],
)
def test_a_line_is_as_good_as_its_worse_half(lost, round_trip, is_now):
    assert grade(lost, round_trip) == is_now


def test_a_bad_line_is_told_with_who_has_it():
    with Line() as line:
        one, other = line.ends
        for second in range(LOOKS):
            one.peer.quality.up.add(100, 50, 10.0 + second)
            line.care.report(one.peer, 10.0 + second)
        told = {each["peer"]: each["line"] for each in line.told[-1]["peers"]}
        assert told == {one.peer.name: POOR, other.peer.name: FINE}
