"""The relay as it is deployed (coturn): who may use it, for how long, and where it leads."""

from __future__ import annotations

import pytest
from aioice import stun, turn

from video.relay import VALID_FOR


async def test_who_has_a_name_of_the_last_ten_minutes_is_let_in(relay):
    transport = await relay.connect(relay.server())
    assert transport.get_extra_info("sockname")[0] == "127.0.0.1"
    await ended(transport)


@pytest.mark.parametrize(
    "given",
    [{"ago": VALID_FOR + 60}, {"secret": "another"}],
    ids=["of longer ago", "signed by somebody else"],
)
async def test_others_are_refused(relay, given):
    with pytest.raises(stun.TransactionFailed):
        await relay.connect(relay.server(**given))


async def test_a_password_is_of_one_name(relay):
    """The name of one with the password of another: neither may use it for the other's ten minutes."""
    with pytest.raises(stun.TransactionFailed):
        await relay.connect(relay.server() | {"credential": relay.server()["credential"]})


@pytest.mark.parametrize("inside", ["10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "127.0.0.2"])
async def test_nothing_of_the_inside_is_reached_through_it(relay, inside):
    transport = await relay.connect(relay.server())
    with pytest.raises(stun.TransactionFailed) as refused:
        await transport._TurnTransport__inner_protocol.channel_bind(0x4000, (inside, 5000))
    assert refused.value.response.attributes["ERROR-CODE"][0] == 403
    await ended(transport)


async def ended(transport: turn.TurnTransport) -> None:
    """Until the relay has given it up: it answers nobody else at the port of who left without a word."""
    await transport._TurnTransport__inner_protocol.delete()  # type: ignore[attr-defined]
