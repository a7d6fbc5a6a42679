"""What anybody may send to an open port, and what a participant may send that makes no sense."""

from __future__ import annotations

import socket
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.video.media import offers
from tests.video.media.line import WHOLE, Error, Line
from tests.video.media.offers import PICTURE, SOUND
from video.media import compat, rtcp, sdp
from video.media.ice import CHECKS_A_SECOND, Credentials, Lite
from video.media.worker import read_ask

OVER_BOTH = pytest.mark.usefixtures("loop")

COOKIE = 0x2112A442
bodies = st.binary(max_size=200)


@given(kind=st.integers(0, 0xFFFF), body=bodies, lie=st.integers(-8, 8))
def test_any_check_is_read_or_left(kind, body, lie):
    data = struct.pack("!HHI12s", kind & 0x3FFF, max(0, len(body) + lie), COOKIE, b"t" * 12) + body
    lite = Lite()
    credentials = Credentials.new()
    lite.admit(credentials, "owner")

    assert lite.check(data, is_known=False, now=1.0) is None
    compat.binding_request(data)


def test_a_flood_of_checks_is_turned_away_before_it_is_read():
    lite = Lite()
    credentials = Credentials.new()
    lite.admit(credentials, "owner")
    name = credentials.fragment.encode() + b":x"
    name += bytes(-len(name) % 4)
    data = struct.pack("!HHI12sHH", 1, len(name) + 4, COOKIE, b"t" * 12, 6, len(name)) + name

    for _ in range(CHECKS_A_SECOND * 3):
        assert lite.check(data, is_known=False, now=5.5) is None
    assert lite.turned_away == CHECKS_A_SECOND * 3
    assert not lite._has_time(5.6)
    assert lite._has_time(6.0)


@OVER_BOTH
@settings(max_examples=200)
@given(data=st.lists(st.one_of(bodies, st.binary(min_size=28, max_size=60)), max_size=5))
def test_nothing_from_outside_stops_a_call(data):
    with Line() as line:
        one, other = line.ends
        for packet in data:
            one.put(packet)
            other.put(bytes([0x90, 96]) + packet)
            line.forwarder.pump()
        one.send(SOUND, 1, b"said")
        assert [packet.payload for packet in other.take()] == [b"said"]


@OVER_BOTH
@settings(max_examples=200)
@given(
    first=st.integers(128, 191),
    second=st.integers(0, 127),
    body=bodies,
    source=st.sampled_from([PICTURE, 1, 1003]),
)
def test_a_participants_nonsense_stays_their_own(first, second, body, source):
    """Signed, so it reaches the loop: heads that lie about extensions, sources and padding."""
    with Line() as line:
        one, other = line.ends
        data = struct.pack("!BBHII", first, second, 5, 6, source) + body
        try:
            one.put(one.tx.protect(data))
        except Error:
            # libsrtp itself refuses to sign some of them.
            return
        line.forwarder.pump()
        other.send(SOUND, 1, b"said")
        assert [packet.payload for packet in one.take()] == [b"said"]


@settings(max_examples=200)
@given(
    body=bodies,
    kind=st.sampled_from([200, 201, 203, 205, 206, 207]),
    form=st.integers(0, 31),
    lie=st.integers(-2, 2),
)
def test_any_report_is_read_as_far_as_it_makes_sense(body, kind, form, lie):
    body += bytes(-len(body) % 4)
    data = struct.pack("!BBH", 0x80 | form, kind, max(0, len(body) // 4 + lie)) + body
    with Line() as line:
        one, other = line.ends
        one.send(PICTURE, 1, WHOLE)
        line.care.take_control(other.peer, data, 1.0)
        line.care.take_control(one.peer, data + data, 1.0)


@OVER_BOTH
@settings(max_examples=200)
@given(
    second=st.integers(0, 127),
    body=bodies,
    source=st.sampled_from([PICTURE, SOUND, 1003]),
    kind=st.sampled_from(["echo", "line"]),
)
def test_a_room_of_one_plays_back_nonsense_as_it_came(second, body, source, kind):
    with Line(1, kind=kind, red=True) as line:
        (one,) = line.ends
        for number, contents in enumerate((body, WHOLE + body)):
            one.put(one.tx.protect(struct.pack("!BBHII", 128, second, number, 6, source) + contents))
        line.forwarder.pump()
        line.room.play(time.monotonic() + 10)
        one.take()


def test_a_flood_of_unsigned_checks_costs_who_is_in_a_call_nothing():
    """From many addresses, with a name that is there: what anybody on the way could have seen."""
    with Line() as line:
        one, other = line.ends
        credentials = one.peer.credentials[0]
        line.forwarder.lite.admit(credentials, one.peer)
        name = credentials.fragment.encode() + b":x"
        name += bytes(-len(name) % 4)
        check = struct.pack("!HHI12sHH", 1, len(name) + 4, COOKIE, b"t" * 12, 6, len(name)) + name
        strangers = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(20)]
        for stranger in strangers:
            for _ in range(100):
                stranger.sendto(check, ("127.0.0.1", line.port.number))
        one.put(one.packet(SOUND, 1, b"said"))
        for _ in range(20):
            line.forwarder.pump()

        assert [packet.payload for packet in other.take()] == [b"said"]
        assert one.peer.addresses == [one.peer.chosen]
        for stranger in strangers:
            stranger.setblocking(False)
            with pytest.raises(BlockingIOError):
                stranger.recv(2048)
            stranger.close()


def test_twenty_megabytes_of_an_offer_are_refused_unread():
    with pytest.raises(sdp.BadOffer):
        sdp.read(offers.offer() + "a=x\r\n" * 4_000_000)


@settings(max_examples=300)
@given(
    cut=st.integers(0, 3000),
    junk=st.text(max_size=60),
    line=st.sampled_from(
        ["", "a=rtpmap:", "a=ssrc:", "a=ssrc-group:FID ", "m=", "a=extmap:", "a=rid:", "a=mid:"]
    ),
)
def test_any_offer_is_answered_or_turned_down(cut, junk, line):
    text = offers.offer()
    try:
        read = sdp.read(f"{text[:cut]}\r\n{line}{junk}\r\n{text[cut:]}")
    except sdp.BadOffer:
        return
    answer(read)


@pytest.mark.parametrize(
    "change",
    [
        ("a=fingerprint:sha-256", "a=fingerprint:md5"),
        ("a=ice-ufrag:abcd", "a=ice-ufrag:a b"),
        ("a=sendonly", "a=sendrecv"),
        ("m=audio", "m=video"),
        ("VP8/90000", "H264/90000"),
        ("a=mid:4", "a=mid:3"),
        ("a=ssrc:1001", "a=ssrc:99999999999"),
        ("a=rtpmap:111", "a=rtpmap:300"),
    ],
    ids=["hash", "user", "direction", "order", "codec", "name", "source", "number"],
)
def test_an_offer_that_is_not_ours_is_turned_down(change):
    with pytest.raises(sdp.BadOffer):
        sdp.read(offers.offer().replace(*change))


def answer(read: sdp.Offer) -> str:
    return sdp.answer(
        read,
        fragment="f" * 24,
        password="p" * 32,
        fingerprint=offers.FINGERPRINT,
        addresses=[sdp.Address("127.0.0.1", 4000), sdp.Address("::1", 4000)],
        sources={section.mid: sdp.OutgoingSource(1, 2, "view-0") for pair in read.views for section in pair},
    )


def test_an_answer_has_a_line_for_each_of_the_offer_and_both_kinds_of_addresses():
    written = answer(sdp.read(offers.offer()))

    assert written.count("\r\nm=") == 13
    assert "127.0.0.1 4000 typ host" in written and "::1 4000 typ host" in written
    assert written.count("a=recvonly") == 3 and written.count("a=sendonly") == 10


@pytest.mark.parametrize(
    "ask",
    [
        "",
        "[]",
        "1",
        '{"do":"join"}',
        '{"ask":"1","do":"fly"}',
        '{"ask":"1","do":"leave","room":1,"peer":"p"}',
    ],
    ids=["nothing", "list", "number", "bare", "unknown", "kinds"],
)
def test_an_ask_without_sense_is_left_out(ask):
    assert read_ask(ask) is None


def test_loss_in_long_runs_is_told_in_sevens_and_runs():
    log = rtcp.ArrivalLog()
    arrived = [number for number in range(300) if number % 11 and not 100 < number < 200]
    for number in arrived:
        log.note(number, 10 + number / 1000)

    feedback = log.feedback(1, 2)

    first, count = struct.unpack_from("!HH", feedback, 12)
    assert (first, count) == (arrived[0], 299)
    assert log.feedback(1, 2) is None
