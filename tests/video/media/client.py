"""A participant that is no browser: real ICE, DTLS and SRTP on its own socket, and packets by the batch."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import time
from collections.abc import Callable

from aioice import stun
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from tests.video.media import offers
from video.media import compat
from video.media.net import HEADROOM, SLOT, Batch, ffi, system

PATIENCE = 10.0
INCOMING, OUTGOING = Batch(64), Batch(64)
# Nobody asks here who sent: a client has one worker.
for _index, _head in enumerate(INCOMING.heads):
    _head.msg_hdr.msg_name, _head.msg_hdr.msg_namelen = ffi.NULL, 0
    INCOMING.vectors[_index].iov_base = ffi.cast("void *", INCOMING.pointers[_index])
    INCOMING.vectors[_index].iov_len = SLOT - HEADROOM
for _index, _head in enumerate(OUTGOING.heads):
    _head.msg_hdr.msg_name, _head.msg_hdr.msg_namelen = ffi.NULL, 0
    OUTGOING.vectors[_index].iov_base = ffi.cast("void *", OUTGOING.pointers[_index])
_size = compat.ffi.new("int *")


class Datagrams:
    """What the handshake of a client goes over."""

    role, state = "controlling", "completed"

    def __init__(self, client: Client) -> None:
        self._client = client
        self.waiting: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def _recv(self) -> bytes:
        data = await self.waiting.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._client.put(data)


class Client:
    """Offers, connects, sends what it is given and hands on what comes (`heard` gets opened packets)."""

    # Of packets only those with a number that gives 0 with it are opened; all are counted.
    opens = 0

    def __init__(self, heard: Callable[[Client, memoryview], None] | None = None, **offered: object) -> None:
        self.heard = heard
        self.certificate = compat.new_certificate()
        self.fragment = "c0"
        self.offered = offered
        self.socket: socket.socket | None = None
        self.answered: dict[bytes, asyncio.Future[None]] = {}
        self.datagrams = Datagrams(self)
        self.dtls = RTCDtlsTransport(self.datagrams, [self.certificate])
        self.dtls._set_role("client")
        self.control: list[bytes] = []
        self.received = self.broken = 0
        self.rx = self.tx = None
        self.slots: list[tuple[int, int]] = []

    def offer(self) -> str:
        fingerprint = compat.fingerprint(self.certificate)
        return offers.offer(fragment=self.fragment, fingerprint=fingerprint, **self.offered)

    def take(self, answer: str, *, family: str = "ip4") -> None:
        """Read the answer and open a socket to the worker; `family` is that of the candidate to use."""
        self.server = re.search(r"a=ice-ufrag:(\S+)", answer)[1]
        self.password = re.search(r"a=ice-pwd:(\S+)", answer)[1]
        self.expected = re.search(r"a=fingerprint:sha-256 (\S+)", answer)[1]
        found = re.findall(r"a=candidate:\d+ 1 udp \d+ (\S+) (\d+)", answer)
        host, port = next((h, int(p)) for h, p in found if (":" in h) == (family == "ip6"))
        sources = [int(source) for source in re.findall(r"a=ssrc:(\d+) ", answer)]
        # Sound has one number, a picture one more for its repeats.
        self.slots = [(sources[at], sources[at + 1]) for at in range(0, len(sources), 3)]
        if self.socket is None:
            self.open(host, port)

    def open(self, host: str, port: int) -> None:
        self.address = (host, port)
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.connect(self.address)
        asyncio.get_running_loop().add_reader(self.socket.fileno(), self.receive)

    def move(self) -> None:
        """Go on from another address, as a telephone that changes networks."""
        self.shut()
        self.open(*self.address)

    def put(self, data: bytes) -> None:
        if self.socket.fileno() >= 0:
            self.socket.send(data)

    async def check(self) -> None:
        """Make one signed check and wait for its answer, asking again as ICE does."""
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.server}:{self.fragment}"
        request.attributes["PRIORITY"] = 1
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.password.encode())
        answered = asyncio.get_running_loop().create_future()
        self.answered[request.transaction_id] = answered
        for _ in range(20):
            self.put(bytes(request))
            done, _ = await asyncio.wait([answered], timeout=0.5)
            if done or self.socket.fileno() < 0:
                return
        raise TimeoutError("no answer to a check")

    async def connect(self) -> None:
        await self.check()
        expected = RTCDtlsFingerprint("sha-256", self.expected)
        await asyncio.wait_for(self.dtls.start(RTCDtlsParameters([expected])), PATIENCE)
        assert self.dtls.state == "connected"
        self.rx, self.tx = compat.handle(self.dtls._rx_srtp), compat.handle(self.dtls._tx_srtp)

    def receive(self) -> None:
        count = system.recvmmsg(self.socket.fileno(), INCOMING.messages, 64, socket.MSG_DONTWAIT, ffi.NULL)
        for index in range(count):
            base, length = index * SLOT + HEADROOM, INCOMING.heads[index].msg_len
            first = INCOMING.view[base]
            if first < 4:
                answered = self.answered.pop(bytes(INCOMING.view[base + 8 : base + 20]), None)
                if answered and not answered.done():
                    answered.set_result(None)
            elif first < 64:
                self.datagrams.waiting.put_nowait(bytes(INCOMING.view[base : base + length]))
            elif self.rx is not None:
                self._opened(index, base, length)

    def _opened(self, index: int, base: int, length: int) -> None:
        is_control = 192 <= INCOMING.view[base + 1] <= 223
        if not is_control and INCOMING.view[base + 3] & self.opens:
            self.received += 1
            return
        _size[0] = length
        opens = compat.unprotect_rtcp if is_control else compat.unprotect
        if opens(self.rx, INCOMING.pointers[index], _size):
            self.broken += 1
        elif is_control:
            self.control.append(bytes(INCOMING.view[base : base + _size[0]]))
        else:
            self.received += 1
            if self.heard:
                self.heard(self, INCOMING.view[base : base + _size[0]])

    def send(self, packets: list[bytes]) -> None:
        """Send RTP packets in one go."""
        for index, packet in enumerate(packets):
            at = index * SLOT + HEADROOM
            OUTGOING.view[at : at + len(packet)] = packet
            _size[0] = len(packet)
            compat.protect(self.tx, OUTGOING.pointers[index], _size)
            OUTGOING.parts[index].iov_len = _size[0]
        system.sendmmsg(self.socket.fileno(), OUTGOING.messages, len(packets), socket.MSG_DONTWAIT)

    def tell(self, control: bytes) -> None:
        self.put(self.dtls._tx_srtp.protect_rtcp(control))

    def shut(self) -> None:
        if self.socket is not None:
            asyncio.get_running_loop().remove_reader(self.socket.fileno())
            self.socket.close()

    async def close(self) -> None:
        """Go without a word, as a browser that is killed."""
        if self.dtls._task is not None:
            self.dtls._task.cancel()
        self.shut()


def packet(source: int, payload_type: int, number: int, clock: int, transport: int, payload: bytes) -> bytes:
    return (
        struct.pack(
            "!BBHIIHHBHx",
            0x90,
            payload_type,
            number & 0xFFFF,
            clock & 0xFFFFFFFF,
            source,
            0xBEDE,
            1,
            offers.TRANSPORT << 4 | 1,
            transport & 0xFFFF,
        )
        + payload
    )


async def until(look: Callable[[], object], patience: float = PATIENCE) -> None:
    ends = time.monotonic() + patience
    while not look():
        assert time.monotonic() < ends, "it did not come"
        await asyncio.sleep(0.01)


async def end(*tasks: asyncio.Future[object]) -> None:
    """Cancel until it is heard: one that just got an answer of Valkey may miss it."""

    def are_done() -> bool:
        return not [task.cancel() for task in tasks if not task.done()]

    await until(are_done)
