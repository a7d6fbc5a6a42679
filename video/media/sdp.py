"""Reads the offer of a browser and writes the one answer it gets.

The offer has fixed places: audio, camera and screen to send, then five pairs of audio and video to receive.
Who is seen in which pair changes without another offer. Anything else in an offer is turned down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST = 64 * 1024
SENT = ("audio", "camera", "screen")
VIEWS = 5
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_NUMBER = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
UPWARDS = {"audio": (MID, TRANSPORT_NUMBER), "video": (MID, RID, REPAIRED_RID, TRANSPORT_NUMBER)}
DOWNWARDS = {"audio": (MID,), "video": (MID, SEND_TIME)}
# Without it a sender begins at a postage stamp and takes half a minute to grow.
START_KILOBITS = 1000
FINGERPRINT = re.compile(r"(sha-(?:256|384|512)) ((?:[0-9A-F]{2}:){31,63}[0-9A-F]{2})", re.IGNORECASE)
TOKEN = re.compile(r"[A-Za-z0-9+/._-]{1,256}")


class BadOffer(Exception):
    """An offer that is not of this product; the message says what is missing."""


@dataclass(slots=True)
class Section:
    """One m-line and what stands below it."""

    kind: str
    formats: list[str]
    mid: str = ""
    direction: str = ""
    codecs: dict[int, str] = field(default_factory=dict)
    settings: dict[int, str] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    sources: list[int] = field(default_factory=list)
    repairs: dict[int, int] = field(default_factory=dict)
    layers: list[str] = field(default_factory=list)

    def payload(self, codec: str) -> int | None:
        """Return the number this browser gives a codec."""
        return next((number for number, name in self.codecs.items() if name.lower() == codec), None)

    def repair_payload(self, payload: int | None) -> int | None:
        """Return the number of retransmissions of another number."""
        wanted = f"apt={payload}"
        return next(
            (
                number
                for number, name in self.codecs.items()
                if name.lower() == "rtx/90000" and self.settings.get(number, "").split(";")[0] == wanted
            ),
            None,
        )

    @property
    def red_payload(self) -> int | None:
        """Return the number of sound that carries what was said before along, when this browser has it."""
        red, plain = self.payload("red/48000/2"), self.media_payload
        if self.kind != "audio" or red is None or self.settings.get(red) != f"{plain}/{plain}":
            return None
        return red

    @property
    def media_payload(self) -> int | None:
        return self.payload("opus/48000/2" if self.kind == "audio" else "vp8/90000")


@dataclass(frozen=True, slots=True)
class Offer:
    fragment: str
    hash_name: str
    fingerprint: str
    sections: list[Section]
    sent: dict[str, Section]
    views: list[tuple[Section, Section]]


class Address(NamedTuple):
    """Where the worker listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class OutgoingSource:
    """The source numbers of one thing we send, and the stream it belongs to, which is played in step."""

    media: int
    repair: int
    label: str


def read(text: str) -> Offer:
    """Return what an offer says, or raise BadOffer."""
    if len(text) > LONGEST:
        raise BadOffer("longer than any browser writes it")
    session: list[str] = []
    sections: list[Section] = []
    for line in text.splitlines():
        if line.startswith("m="):
            sections.append(_section(line))
        elif sections:
            _take(sections[-1], line)
        session.append(line)
    match = FINGERPRINT.fullmatch(_first(session, "a=fingerprint:"))
    if match is None:
        raise BadOffer("no fingerprint that we know")
    fragment = _first(session, "a=ice-ufrag:")
    if not TOKEN.fullmatch(fragment):
        raise BadOffer("no ICE user name")
    sent, views = _places(sections)
    return Offer(fragment, match[1].lower(), match[2].upper(), sections, sent, views)


def _first(lines: list[str], prefix: str) -> str:
    return next((line[len(prefix) :].strip() for line in lines if line.startswith(prefix)), "")


def _section(line: str) -> Section:
    words = line[2:].split()
    if len(words) < 4:
        raise BadOffer("an m-line without formats")
    return Section(kind=words[0], formats=words[3:])


def _take(section: Section, line: str) -> None:
    """Keep what one attribute says; those we do not know say nothing to us."""
    name, _, value = line.removeprefix("a=").partition(":")
    value = value.strip()
    if name in ("sendonly", "recvonly", "sendrecv", "inactive"):
        section.direction = name
    elif name in READERS and value:
        try:
            READERS[name](section, value)
        except (ValueError, IndexError):
            raise BadOffer(f"a line a={name} that cannot be read") from None


def _read_mid(section: Section, value: str) -> None:
    if not TOKEN.fullmatch(value) or len(value) > 16:
        raise ValueError
    section.mid = value


def _read_codec(section: Section, value: str) -> None:
    number, name = value.split()[:2]
    section.codecs[_payload(number)] = name


def _read_settings(section: Section, value: str) -> None:
    number, _, settings = value.partition(" ")
    section.settings[_payload(number)] = settings


def _read_extension(section: Section, value: str) -> None:
    number, uri = value.split()[:2]
    found = int(number.partition("/")[0])
    if 1 <= found <= 14:
        section.extensions[uri] = found


def _read_source(section: Section, value: str) -> None:
    source = _source(value.split()[0])
    if source not in section.sources and len(section.sources) < 16:
        section.sources.append(source)


def _read_group(section: Section, value: str) -> None:
    words = value.split()
    if words[0] == "FID":
        section.repairs[_source(words[2])] = _source(words[1])


def _read_layer(section: Section, value: str) -> None:
    name, direction = value.split()[:2]
    if direction == "send" and TOKEN.fullmatch(name) and len(section.layers) < 3:
        section.layers.append(name)


READERS = {
    "mid": _read_mid,
    "rtpmap": _read_codec,
    "fmtp": _read_settings,
    "extmap": _read_extension,
    "ssrc": _read_source,
    "ssrc-group": _read_group,
    "rid": _read_layer,
}


def _payload(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 127:
        raise ValueError
    return number


def _source(text: str) -> int:
    number = int(text)
    if not 0 < number < 1 << 32:
        raise ValueError
    return number


def _places(sections: list[Section]) -> tuple[dict[str, Section], list[tuple[Section, Section]]]:
    media = [section for section in sections if section.kind in ("audio", "video")]
    if len(media) > len(SENT) + 2 * VIEWS or len(sections) > len(media) + 1:
        raise BadOffer("more places than a room has")
    sent = media[: len(SENT)]
    if [section.kind for section in sent] != ["audio", "video", "video"]:
        raise BadOffer("audio, camera and screen must come first")
    received = media[len(SENT) :]
    if [section.kind for section in received] != ["audio", "video"] * (len(received) // 2):
        raise BadOffer("the places to receive are not pairs of audio and video")
    directions = [section.direction for section in media]
    if directions != ["sendonly"] * len(sent) + ["recvonly"] * len(received):
        raise BadOffer("a place in the wrong direction")
    if len({section.mid for section in media}) != len(media) or not all(s.media_payload for s in media):
        raise BadOffer("a place without a name or without Opus or VP8")
    pairs = list(zip(received[::2], received[1::2], strict=True))
    return dict(zip(SENT, sent, strict=True)), pairs


def answer(
    offer: Offer,
    *,
    fragment: str,
    password: str,
    fingerprint: str,
    addresses: list[Address],
    sources: dict[str, OutgoingSource],
) -> str:
    """Write the answer; `sources` has, by mid, the numbers under which we send."""
    accepted = [section for section in offer.sections if section.kind in ("audio", "video")]
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE " + " ".join(section.mid for section in accepted),
        "a=msid-semantic: WMS *",
    ]
    transport = [
        f"a=ice-ufrag:{fragment}",
        f"a=ice-pwd:{password}",
        f"a=fingerprint:sha-256 {fingerprint}",
        "a=setup:passive",
        "a=rtcp-mux",
        *(_candidate(number, address) for number, address in enumerate(addresses)),
        "a=end-of-candidates",
    ]
    for section in offer.sections:
        if section not in accepted:
            lines += [f"m={section.kind} 0 UDP/DTLS/SCTP {' '.join(section.formats)}", f"a=mid:{section.mid}"]
            continue
        lines += _media(section, addresses[0], transport, sources.get(section.mid))
    return "\r\n".join(lines) + "\r\n"


def _candidate(number: int, address: Address) -> str:
    priority = (126 << 24) + ((65535 - number) << 8) + 255
    return f"a=candidate:{number + 1} 1 udp {priority} {address.host} {address.port} typ host"


def _media(
    section: Section, address: Address, transport: list[str], source: OutgoingSource | None
) -> list[str]:
    is_upwards = section.direction == "sendonly"
    payload = section.media_payload
    repair = section.repair_payload(payload)
    red = section.red_payload
    # The first one is what a browser sends.
    order = (red, payload, repair) if is_upwards else (payload, red, repair)
    formats = [str(number) for number in order if number is not None]
    family = "IP6" if ":" in address.host else "IP4"
    known = (UPWARDS if is_upwards else DOWNWARDS)[section.kind]
    lines = [
        f"m={section.kind} {address.port} UDP/TLS/RTP/SAVPF {' '.join(formats)}",
        f"c=IN {family} {address.host}",
        *transport,
        f"a=mid:{section.mid}",
        "a=recvonly" if is_upwards else "a=sendonly",
        "a=rtcp-rsize",
        *(f"a=extmap:{section.extensions[uri]} {uri}" for uri in known if uri in section.extensions),
        f"a=rtpmap:{payload} {section.codecs[payload or 0]}",
        *_feedback(section.kind, payload, is_upwards),
    ]
    if red is not None:
        lines += [f"a=rtpmap:{red} red/48000/2", f"a=fmtp:{red} {payload}/{payload}"]
    if repair is not None:
        lines += [f"a=rtpmap:{repair} rtx/90000", f"a=fmtp:{repair} apt={payload}"]
    if is_upwards and section.layers:
        lines += [f"a=rid:{layer} recv" for layer in section.layers]
        lines.append(f"a=simulcast:recv {';'.join(section.layers)}")
    if source is not None:
        lines += _source_lines(section, source, repair)
    return lines


def _feedback(kind: str, payload: int | None, is_upwards: bool) -> list[str]:
    if kind == "audio":
        settings = f"a=fmtp:{payload} minptime=10;useinbandfec=1;usedtx=0"
        return [settings, *([f"a=rtcp-fb:{payload} transport-cc"] if is_upwards else [])]
    names = ["ccm fir", "nack", "nack pli", "goog-remb", *(["transport-cc"] if is_upwards else [])]
    begin = [f"a=fmtp:{payload} x-google-start-bitrate={START_KILOBITS}"] if is_upwards else []
    return [*begin, *(f"a=rtcp-fb:{payload} {name}" for name in names)]


def _source_lines(section: Section, source: OutgoingSource, repair: int | None) -> list[str]:
    lines = [f"a=msid:{source.label} {source.label}-{section.kind}"]
    if repair is None:
        return [*lines, f"a=ssrc:{source.media} cname:{source.label}"]
    return [
        *lines,
        f"a=ssrc-group:FID {source.media} {source.repair}",
        f"a=ssrc:{source.media} cname:{source.label}",
        f"a=ssrc:{source.repair} cname:{source.label}",
    ]
