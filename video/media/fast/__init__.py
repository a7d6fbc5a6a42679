"""The memory both loops share, and the loop in C where it was compiled (`build.sh`)."""

from __future__ import annotations

import hashlib
import os
import platform
from operator import attrgetter
from pathlib import Path
from typing import Any

from cffi import FFI

HERE = Path(__file__).parent
SOURCES = tuple(HERE / name for name in ("shared.h", "loop.c", "send.c", "feedback.c"))
# As Linux has them on 64 bits.
SYSTEM = """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr {
        void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
        void *msg_control; size_t msg_controllen; int msg_flags;
    };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int recvmmsg(int, struct mmsghdr *, unsigned int, int, void *);
    int sendmmsg(int, struct mmsghdr *, unsigned int, int);
    ssize_t sendto(int, const void *, size_t, int, const void *, unsigned int);
"""
ffi = FFI()
ffi.cdef(SYSTEM + SOURCES[0].read_text())
system: Any = ffi.dlopen(None)
# Large and written before it is read.
unfilled = ffi.new_allocator(should_clear_after_alloc=False)


def compiled() -> Path:
    """Return where the loop of these very sources is; one of others would read the memory wrong."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()
    return HERE / f"loop-{platform.machine()}-{digest[:16]}.so"


def load() -> Any:
    """Return the loop in C; None when there is none or MEDIA_LOOP=python says to leave it alone."""
    if os.environ.get("MEDIA_LOOP") == "python":
        return None
    try:
        return ffi.dlopen(str(compiled()))
    except OSError:
        return None


def shared(name: str) -> Any:
    """Return a property that is a field of the memory both loops share, the `state` of an object."""

    def write(self: Any, value: Any) -> None:
        setattr(self.state, name, value)

    return property(attrgetter(f"state.{name}"), write)
