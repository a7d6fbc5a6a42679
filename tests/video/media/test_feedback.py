"""Transport-wide feedback, read back by the words of draft-holmer-rmcat-transport-wide-cc-extensions-01."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from video.media import net, rtcp
from video.media.fast import system

TICK = 0.00025


def read(message: bytes) -> dict[int, float]:
    """The numbers that came, and when, in seconds."""
    packet = next(iter(rtcp.packets(message)))
    first, count, word = struct.unpack_from("!HHI", packet.body, 8)
    symbols, at = [], 16
    while len(symbols) < count:
        chunk = struct.unpack_from("!H", packet.body, at)[0]
        at += 2
        if chunk >> 15 == 0:
            symbols += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        else:
            assert chunk >> 14 & 1, "vectors of two bits a symbol"
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
    ticks, came = (word >> 8) * 256, {}
    for place, symbol in enumerate(symbols[:count]):
        if symbol:
            ticks += struct.unpack_from("!h" if symbol == 2 else "!B", packet.body, at)[0]
            at += symbol
            came[first + place & 0xFFFF] = ticks * TICK
    assert len(packet.body) - at < 4, "nothing but padding is left"
    return came


@given(
    first=st.integers(0, 0xFFFF),
    steps=st.lists(st.tuples(st.integers(1, 9), st.floats(0, 0.2)), min_size=1, max_size=60),
    swapped=st.booleans(),
)
@example(first=0xFFF0, steps=[(1, 0.004)] * 40, swapped=False)
@example(first=7, steps=[(1, 0.0)] * 3, swapped=True)
def test_what_came_is_told_with_its_time(first, steps, swapped):
    number, now, arrived = first, 1000.0, []
    for step, pause in steps:
        number, now = number + step & 0xFFFF, now + pause
        arrived.append((number, now))
    if swapped and len(arrived) > 1:
        (one, _), (other, _) = arrived[-2:]
        arrived[-2:] = [(other, arrived[-2][1]), (one, arrived[-1][1])]
    log = rtcp.ArrivalLog()
    for number, at in arrived:
        log.note(number, at)
    message = log.feedback(1, 2)

    assert message is not None
    assert read(message) == {each: pytest.approx(at, abs=TICK) for each, at in arrived}
    assert log.due == (reach(first, arrived), len(arrived))


rounds = st.lists(
    st.tuples(st.sampled_from([1] * 9 + [0, 2, 700, -1]), st.sampled_from([0.0, 0.001, 0.004, 0.07])),
    min_size=1,
    max_size=40,
)


def test_the_compiled_part_says_the_same(compiled):
    @given(st.integers(0, 0xFFFF), st.lists(rounds, min_size=2, max_size=6))
    @example(0xFFE0, [[(1, 0.004)] * 23] * 3)
    def play(number, story):
        now, logs = 1000.0, (rtcp.ArrivalLog(), rtcp.ArrivalLog())
        for arrived in story:
            for step, pause in arrived:
                number, now = number + step & 0xFFFF, now + pause
                for log in logs:
                    log.note(number, now)
            one, other = (
                log.feedback(1, 2, library) for log, library in zip(logs, (None, compiled), strict=True)
            )
            assert one == other
            assert logs[0].due == logs[1].due

    play()


def test_the_longest_message_fits(compiled):
    logs = rtcp.ArrivalLog(), rtcp.ArrivalLog()
    for begin, count in ((0, 1), (1, rtcp.MOST_ARRIVALS + 1)):
        for log in logs:
            for number in range(begin, begin + count):
                log.note(number, 1000.0 + number * TICK)
        messages = [log.feedback(1, 2, library) for log, library in zip(logs, (None, compiled), strict=True)]
        assert messages[0] == messages[1]
    assert len(messages[0]) == 536 == system.FEEDBACK


def reach(first: int, arrived: list[tuple[int, float]]) -> int:
    """How many numbers from the lowest to the highest, both included."""
    away = [number - first & 0xFFFF for number, _ in arrived]
    return max(away) - min(away) + 1


@pytest.mark.parametrize("host", ["127.0.0.1", "203.0.113.7", "::1", "2001:db8::5"])
def test_an_address_is_read_from_what_the_kernel_says_as_it_was_written(host):
    assert net.address_of(net.name_of(host, 40_000)) == (host, 40_000)
