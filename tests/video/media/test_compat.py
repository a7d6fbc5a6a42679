"""Each name of aiortc, aioice and pylibsrtp that we count on, and what we count on.

A newer version that breaks one of these is taken up in `video/media/compat.py`.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version

import pytest
from aioice import stun
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import Policy

from beterdichtbij.launching.settings import ROOT
from tests.video.media.line import session
from video.media import compat
from video.media.fast import ffi
from video.media.ice import Credentials, fragment_asked


class Pipe:
    """One side of a line in memory, as DTLS asks for it."""

    role, state = "controlled", "completed"

    def __init__(self, *, loses: int = 0) -> None:
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self.other: Pipe | None = None
        # Which flight of this side is lost, counted from 1.
        self.loses, self.sent = loses, 0

    async def _recv(self) -> bytes:
        return await self.inbox.get()

    async def _send(self, data: bytes) -> None:
        self.sent += 1
        if self.sent != self.loses:
            self.other.inbox.put_nowait(data)


@pytest.mark.parametrize("name", ["aiortc", "aioice", "pylibsrtp", "uvloop"])
def test_the_version_is_the_one_whose_names_were_read(name):
    assert f"{name}=={version(name)}" in (ROOT / "requirements" / "run.in").read_text().splitlines()


def test_only_one_module_knows_them():
    for path in (ROOT / "video").rglob("*.py"):
        if path.name != "compat.py":
            text = path.read_text()
            assert not any(
                f"{verb} {name}" in text
                for verb in ("import", "from")
                for name in ("aiortc", "aioice", "pylibsrtp")
            ), path


async def shaken(fingerprint_of, *, ours: Pipe, theirs: Pipe) -> tuple[compat.Dtls, RTCDtlsTransport, bool]:
    """Shake hands over a line in memory; the client's certificate is expected as `fingerprint_of` says."""
    ours.other, theirs.other = theirs, ours
    theirs.role = "controlling"
    certificate, own = compat.new_certificate(), compat.new_certificate()
    server = compat.Dtls(ours, certificate)
    client = RTCDtlsTransport(theirs, [own])
    client._set_role("client")
    expected = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", compat.fingerprint(certificate))])
    done, _ = await asyncio.gather(
        server.shake_hands("sha-256", compat.fingerprint(fingerprint_of(own))), client.start(expected)
    )
    return server, client, done


async def test_a_handshake_leads_to_keys_for_both_ways_with_the_faster_cipher():
    server, client, done = await shaken(lambda own: own, ours=Pipe(), theirs=Pipe())

    assert done
    assert client._ssl.get_selected_srtp_profile() == compat.PREFERRED_PROFILE
    receives, sends = (compat.handle(session) for session in server.sessions())
    packet = client._tx_srtp.protect(b"\x80\x60" + bytes(10) + b"words")
    memory = compat.ffi.new("unsigned char[]", 256)
    compat.ffi.memmove(memory, packet, len(packet))
    size = compat.ffi.new("int *", len(packet))
    assert compat.unprotect(receives, memory, size) == 0
    assert bytes(compat.ffi.buffer(memory, size[0])).endswith(b"words")
    assert compat.protect(sends, memory, size) == 0
    assert client._rx_srtp.unprotect(bytes(compat.ffi.buffer(memory, size[0]))).endswith(b"words")
    # Forged: an error number, not an exception.
    assert compat.unprotect(receives, memory, size) != 0
    closed: list[bool] = []
    server.when_closed(lambda: closed.append(True))
    await client.stop()
    await asyncio.sleep(0)
    while not closed:
        await asyncio.sleep(0.01)
    await server.stop()


async def test_who_is_not_of_the_offer_gets_no_keys():
    server, client, done = await shaken(lambda own: compat.new_certificate(), ours=Pipe(), theirs=Pipe())

    assert not done
    await client.stop()


async def test_a_flight_that_is_lost_is_sent_again():
    """Each of the four of a handshake in turn, all at once, because they wait a second for it."""
    lost = [(0, 1), (1, 0), (0, 2), (2, 0)]
    lines = [(Pipe(loses=ours), Pipe(loses=theirs)) for ours, theirs in lost]
    found = await asyncio.gather(
        *(shaken(lambda own: own, ours=ours, theirs=theirs) for ours, theirs in lines)
    )
    for (ours, theirs), (server, client, done) in zip(lines, found, strict=True):
        assert (done, client.state) == (True, "connected")
        assert ours.sent + theirs.sent > 4
        assert client._tx_srtp is not None
        await client.stop()
        await server.stop()


def test_a_signed_check_is_known_by_its_password():
    credentials = Credentials.new()
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{credentials.fragment}:theirs"
    request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(credentials.password.encode())

    found = compat.binding_request(bytes(request))

    assert fragment_asked(bytes(request)) == credentials.fragment.encode()
    assert compat.is_signed(found, credentials.password)
    assert not compat.is_signed(found, "another")
    answer = stun.parse_message(compat.binding_response(found, ("127.0.0.1", 4000), credentials.password))
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ("127.0.0.1", 4000)
    assert answer.transaction_id == request.transaction_id


def test_what_seals_and_opens_can_be_called_by_its_address():
    server = session(1, Policy.SSRC_ANY_OUTBOUND)
    client = session(1, Policy.SSRC_ANY_INBOUND)
    kind = "int(*)(void *, void *, int *)"
    seal, unseal = (ffi.cast(kind, at) for at in (compat.PROTECT_AT, compat.UNPROTECT_AT))
    packet = b"\x80\x60" + bytes(10) + b"words"
    memory, size = ffi.new("uint8_t[]", packet + bytes(64)), ffi.new("int *", len(packet))

    assert seal(compat.handle(server), memory, size) == 0
    assert bytes(ffi.buffer(memory, size[0])) == session(1, Policy.SSRC_ANY_OUTBOUND).protect(packet)
    assert unseal(compat.handle(client), memory, size) == 0
    assert bytes(ffi.buffer(memory, size[0])) == packet
