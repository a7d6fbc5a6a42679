"""What a forwarded packet costs at the least: the kernel and the ciphers, with nothing between them."""

from __future__ import annotations

import socket
import time

from tests.video.media.line import session
from video.media import compat
from video.media.net import HEADROOM, SLOT, Port, ffi, name_of

BATCH, ROUNDS = 63, 400
# As many as there are of pictures for each of sound.
PICTURES, PICTURE_BYTES, SOUND_BYTES = 7, 1060, 100


def floor() -> float:
    """Return the seconds of processor that receiving, opening, sealing and sending one packet take here."""
    port = Port(["127.0.0.1"], 0)
    far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    far.bind(("127.0.0.1", 0))
    far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    far.connect(("127.0.0.1", port.number))
    far.setblocking(False)
    name = ffi.new("unsigned char[]", name_of("127.0.0.1", far.getsockname()[1]))
    theirs, ours = session(1, 3), session(1, 2)
    opens, seals = compat.handle(ours), compat.handle(session_to_send := session(2, 3))
    used, packets, number = 0.0, 0, 0
    size = compat.ffi.new("int *")
    for _ in range(ROUNDS):
        for place in range(BATCH):
            number += 1
            length = SOUND_BYTES if place % (PICTURES + 1) == 0 else PICTURE_BYTES
            head = b"\x80\x60" + (number & 0xFFFF).to_bytes(2) + bytes(7) + b"\x07"
            far.send(theirs.protect(head + bytes(length - 12)))
        began = time.thread_time()
        count = port.receive()
        for index in range(count):
            pointer = port.incoming.memory + index * SLOT + HEADROOM
            size[0] = port.incoming.heads[index].msg_len
            assert not compat.unprotect(opens, pointer, size)
            assert not compat.protect(seals, pointer, size)
            head = port.outgoing.heads[index].msg_hdr
            head.msg_name = name
            head.msg_iov.iov_base, head.msg_iov.iov_len = ffi.cast("void *", pointer), size[0]
        port.shared.filled = count
        port.flush()
        used += time.thread_time() - began
        packets += count
        for _ in range(count):
            far.recv(SLOT)
    far.close()
    port.close()
    del session_to_send
    return used / packets
