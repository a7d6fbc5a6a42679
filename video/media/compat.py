"""Every name of aiortc, aioice and pylibsrtp that we use, the private ones among them.

Nothing else imports those packages. They are pinned exactly; `tests/video/media/test_compat.py` says for each
name what we count on, so that a newer version is taken up by mending this file.
"""

from __future__ import annotations

import struct
from typing import Any, Protocol

from aioice import stun
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import _binding

ffi = _binding.ffi
protect = _binding.lib.srtp_protect
unprotect = _binding.lib.srtp_unprotect
protect_rtcp = _binding.lib.srtp_protect_rtcp
unprotect_rtcp = _binding.lib.srtp_unprotect_rtcp
# Where the loop in C finds the two it calls.
PROTECT_AT, UNPROTECT_AT = (
    int(ffi.cast("uintptr_t", ffi.addressof(_binding.lib, name)))
    for name in ("srtp_protect", "srtp_unprotect")
)

# Half the key schedule of 256 bits, and what every browser knows.
PREFERRED_PROFILE = b"SRTP_AEAD_AES_128_GCM"


class Datagrams(Protocol):
    """What DTLS asks of the connection below it, in place of an ICE transport of aiortc."""

    role: str
    state: str

    async def _recv(self) -> bytes: ...
    async def _send(self, data: bytes) -> None: ...


def new_certificate() -> RTCCertificate:
    return RTCCertificate.generateCertificate()


def fingerprint(certificate: RTCCertificate) -> str:
    """Return its SHA-256 as it is written in SDP, without the name of the hash."""
    return next(found.value for found in certificate.getFingerprints() if found.algorithm == "sha-256")


class Dtls:
    """The passive side of one handshake, and the two SRTP sessions it leads to."""

    def __init__(self, datagrams: Datagrams, certificate: RTCCertificate) -> None:
        self._transport = RTCDtlsTransport(datagrams, [certificate])  # type: ignore[arg-type]
        self._transport._set_role("server")
        self._transport._srtp_profiles = sorted(
            self._transport._srtp_profiles,
            key=lambda profile: profile.openssl_profile != PREFERRED_PROFILE,
        )

    @property
    def state(self) -> str:
        return self._transport.state

    def when_closed(self, call: Any) -> None:
        def changed() -> None:
            if self.state in ("closed", "failed"):
                call()

        self._transport.on("statechange", changed)

    async def shake_hands(self, algorithm: str, value: str) -> bool:
        """Wait for the other side; false when it is not who its offer said."""
        expected = RTCDtlsFingerprint(algorithm=algorithm, value=value)
        await self._transport.start(RTCDtlsParameters(fingerprints=[expected]))
        return self.state == "connected"

    def sessions(self) -> tuple[Any, Any]:
        """Return what receives and what sends; they must outlive their handles."""
        return self._transport._rx_srtp, self._transport._tx_srtp

    async def stop(self) -> None:
        await self._transport.stop()


def handle(session: Any) -> Any:
    """Return the `srtp_t` that `protect` and `unprotect` take."""
    return session._srtp[0]


def binding_request(data: bytes) -> stun.Message | None:
    """Return a well formed Binding request, None for anything else somebody sends."""
    try:
        message = stun.parse_message(data)
    except (ValueError, KeyError, IndexError, TypeError, struct.error):
        return None
    is_request = message.message_class == stun.Class.REQUEST and message.message_method == stun.Method.BINDING
    return message if is_request else None


def is_signed(message: stun.Message, password: str) -> bool:
    return message.check_message_integrity(password.encode())


def binding_response(request: stun.Message, address: tuple[str, int], password: str) -> bytes:
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.transaction_id,
    )
    response.attributes["XOR-MAPPED-ADDRESS"] = address
    response.add_message_integrity(password.encode())
    return bytes(response)
