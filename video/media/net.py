"""One UDP port: packets in and out by the batch, in buffers that are made once.

Python's own sockets take one packet a call; at 70,000 packets a second the calls alone would fill a core.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import struct
from typing import Any

from video.media import compat
from video.media.compat import ffi as buffers
from video.media.fast import ffi, system

RECEIVE, SEND = system.RECEIVE, system.SEND
SLOT, HEADROOM, LONGEST = system.SLOT, system.HEADROOM, system.LONGEST
NAME, NAME_STRIDE = system.NAME, system.NAME_STRIDE
# How an IPv4 address begins as an IPv6 one.
MAPPED = bytes(10) + b"\xff\xff"
# Of Linux, and not named by Python.
UDP_SEGMENT, FORCED = 103, {socket.SO_RCVBUF: 33, socket.SO_SNDBUF: 32}
# What a full core brings in a tenth of a second: a pause so long is late, and loses nothing.
WANTED_BUFFER = 16 * 1024 * 1024


class Batch:
    """Packets side by side, as recvmmsg and sendmmsg take them."""

    def __init__(self, count: int) -> None:
        self.memory = buffers.new("unsigned char[]", count * SLOT)
        self.view = memoryview(buffers.buffer(self.memory))
        self.vectors = ffi.new("struct iovec[]", count)
        self.messages = ffi.new("struct mmsghdr[]", count)
        # Each a view that is made once: to make one takes longer than to write in it.
        self.heads = [self.messages[index] for index in range(count)]
        self.headers = [head.msg_hdr for head in self.heads]
        self.parts = [self.vectors[index] for index in range(count)]
        self.pointers = [self.memory + index * SLOT + HEADROOM for index in range(count)]
        for index, head in enumerate(self.heads):
            head.msg_hdr.msg_iov = self.vectors + index
            head.msg_hdr.msg_iovlen = 1
            head.msg_hdr.msg_namelen = NAME


class Port:
    """The UDP socket of a worker. A sender is known by the bytes of its socket address."""

    def __init__(self, hosts: list[str], port: int) -> None:
        self.socket = listen(hosts, port)
        self.number: int = self.socket.getsockname()[1]
        self.descriptor = self.socket.fileno()
        self.incoming, self.outgoing = Batch(RECEIVE), Batch(SEND)
        self._names = ffi.new("unsigned char[]", RECEIVE * NAME_STRIDE)
        self.names = ffi.buffer(self._names)
        self.name_at = [slice(at * NAME_STRIDE, at * NAME_STRIDE + NAME) for at in range(RECEIVE)]
        for index, head in enumerate(self.incoming.heads):
            head.msg_hdr.msg_name = self._names + index * NAME_STRIDE
            vector = self.incoming.vectors[index]
            vector.iov_base = ffi.cast("void *", self.incoming.pointers[index])
            vector.iov_len = LONGEST
        self.shared = self._share()

    def _share(self) -> Any:
        """Return what both loops know of this port."""
        shared = ffi.new("struct port *")
        shared.descriptor = self.descriptor
        shared.joins = system.MOST_REFUSED if takes_bundles(self.socket) else 0
        shared.incoming, shared.outgoing = self.incoming.messages, self.outgoing.messages
        shared.received, shared.made, shared.names = (
            ffi.cast("uint8_t *", memory)
            for memory in (self.incoming.memory, self.outgoing.memory, self._names)
        )
        seals = "int(*)(void *, void *, int *)"
        shared.unprotect = ffi.cast(seals, compat.UNPROTECT_AT)
        shared.protect = ffi.cast(seals, compat.PROTECT_AT)
        return shared

    def receive(self) -> int:
        """Fill the incoming batch with what waits; return how many.

        What was lined up and not sent lies where this batch is now: an error in between may not send it open.
        """
        self.shared.filled = 0
        found: int = system.recvmmsg(
            self.descriptor, self.incoming.messages, RECEIVE, socket.MSG_DONTWAIT, ffi.NULL
        )
        self.shared.count = max(found, 0)
        return max(found, 0)

    def flush(self) -> None:
        """Send what was made of a batch; what the kernel has no room for is lost."""
        sent, count = 0, self.shared.filled
        self.shared.forwarded += count
        self.shared.filled = 0
        while sent < count:
            done = system.sendmmsg(
                self.descriptor, self.outgoing.messages + sent, count - sent, socket.MSG_DONTWAIT
            )
            if done < 0:
                if ffi.errno in (errno.EAGAIN, errno.ENOBUFS):
                    return
                # An address that cannot be reached costs one packet, not those behind it.
                done = 1
            sent += done

    def send(self, data: Any, size: int, name: bytes) -> None:
        """Send one packet, bytes or a buffer of cffi, off the fast path; what cannot be sent is lost."""
        system.sendto(self.descriptor, data, size, socket.MSG_DONTWAIT, name, NAME)

    def close(self) -> None:
        self.socket.close()


def listen(hosts: list[str], port: int) -> socket.socket:
    """Open the port for the addresses we tell browsers of; for loopback addresses on loopback alone."""
    addresses = [ipaddress.ip_address(host) for host in hosts]
    opened = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    opened.setblocking(False)
    opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    for option in FORCED:
        make_room(opened, option)
    on_loopback = all(address.is_loopback for address in addresses)
    if on_loopback and len(addresses) > 1:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
    only = addresses[0] if on_loopback and len(addresses) == 1 else ipaddress.ip_address("::")
    opened.bind((f"::ffff:{only}" if only.version == 4 else str(only), port))
    return opened


def make_room(opened: socket.socket, option: int) -> None:
    """Ask for a large buffer: past what the system allows where we may, else as much as that is."""
    try:
        opened.setsockopt(socket.SOL_SOCKET, FORCED[option], WANTED_BUFFER)
    except OSError:
        opened.setsockopt(socket.SOL_SOCKET, option, WANTED_BUFFER)


def takes_bundles(opened: socket.socket) -> bool:
    """Tell whether the kernel takes packets apart that are sent as one; MEDIA_BUNDLES=0 says to leave it."""
    try:
        opened.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 0)
    except OSError:
        return False
    return os.environ.get("MEDIA_BUNDLES") != "0"


def address_of(name: bytes) -> tuple[str, int]:
    """Return host and port of a socket address, IPv4 as such and not mapped."""
    port = struct.unpack_from("!H", name, 2)[0]
    # Not by `ipaddress`, which takes as long as three packets.
    if name[8:20] == MAPPED:
        return socket.inet_ntop(socket.AF_INET, name[20:24]), port
    return socket.inet_ntop(socket.AF_INET6, name[8:24]), port


def name_of(host: str, port: int) -> bytes:
    """Return the bytes by which the kernel names this sender on our socket."""
    address = ipaddress.ip_address(host)
    packed = address.packed if address.version == 6 else MAPPED + address.packed
    family = struct.pack("=H", socket.AF_INET6)
    return family + struct.pack("!HI", port, 0) + packed + struct.pack("=I", 0)
