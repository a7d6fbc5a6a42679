"""Offers as a browser writes them, for clients that are none."""

from __future__ import annotations

FINGERPRINT = ":".join(["AB"] * 32)
AUDIO, RED, VIDEO, REPAIR = 111, 63, 96, 97
MID, TRANSPORT, SEND_TIME, RID, REPAIRED_RID = 1, 2, 3, 4, 5
EXTENSIONS = {
    MID: "urn:ietf:params:rtp-hdrext:sdes:mid",
    TRANSPORT: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    SEND_TIME: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    RID: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    REPAIRED_RID: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
}
# Under which numbers a client sends sound, picture and its repeats, and a screen.
SOUND, PICTURE, REPEATS, SCREEN, SCREEN_REPEATS = 1001, 1002, 1003, 1004, 1005


def offer(
    *,
    fragment: str = "abcd",
    fingerprint: str = FINGERPRINT,
    views: int = 5,
    layers: tuple[str, ...] = (),
    red: bool = False,
) -> str:
    camera = _layers(layers) if layers else _sources(PICTURE, REPEATS)
    sections = [
        _section("audio", 0, "sendonly", [f"a=ssrc:{SOUND} cname:me"]),
        _section("video", 1, "sendonly", camera),
        _section("video", 2, "sendonly", _sources(SCREEN, SCREEN_REPEATS)),
    ]
    for number in range(views):
        sections.append(_section("audio", 3 + 2 * number, "recvonly", []))
        sections.append(_section("video", 4 + 2 * number, "recvonly", []))
    head = [
        "v=0",
        "o=- 1 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=ice-ufrag:{fragment}",
        "a=ice-pwd:" + "p" * 24,
    ]
    head.append(f"a=fingerprint:sha-256 {fingerprint}")
    text = "\r\n".join([*head, *(line for section in sections for line in section), ""])
    plain = f"a=rtpmap:{AUDIO} opus/48000/2\r\n"
    also = f"a=rtpmap:{RED} red/48000/2\r\na=fmtp:{RED} {AUDIO}/{AUDIO}\r\n"
    return text.replace(plain, plain + also) if red else text


def _sources(media: int, repeats: int) -> list[str]:
    return [f"a=ssrc-group:FID {media} {repeats}", f"a=ssrc:{media} cname:me", f"a=ssrc:{repeats} cname:me"]


def _layers(layers: tuple[str, ...]) -> list[str]:
    return [*(f"a=rid:{layer} send" for layer in layers), f"a=simulcast:send {';'.join(layers)}"]


def _section(kind: str, mid: int, direction: str, more: list[str]) -> list[str]:
    formats = f"{AUDIO}" if kind == "audio" else f"{VIDEO} {REPAIR}"
    codecs = [f"a=rtpmap:{AUDIO} opus/48000/2"]
    if kind == "video":
        codecs = [
            f"a=rtpmap:{VIDEO} VP8/90000",
            f"a=rtpmap:{REPAIR} rtx/90000",
            f"a=fmtp:{REPAIR} apt={VIDEO}",
        ]
    extensions = [f"a=extmap:{number} {uri}" for number, uri in EXTENSIONS.items()]
    media = [f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", f"a={direction}"]
    return [*media, "a=rtcp-mux", *extensions, *codecs, *more]
