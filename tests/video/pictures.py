"""What a browser of a visit sees: how many pictures a second of everybody, and whether any stands still."""

from __future__ import annotations

import sys
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

# The page keeps its connections to itself; here they can be asked how they are.
KEEP = """(() => {
  const Real = RTCPeerConnection
  window.connections = []
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.connections.push(this) }
  }
})()"""
# A camera of so many pixels, where one machine makes, and shows, the pictures of all who take part.
SMALL = """(([width, height]) => {
  const devices = navigator.mediaDevices
  const real = devices.getUserMedia.bind(devices)
  devices.getUserMedia = (wish) =>
    real({ ...wish, ...(wish.video && { video: { ...wish.video, width, height } }) })
})([%d, %d])"""
# Twenty-five pictures more of each other person, decoded here.
DECODED = """() => Promise.all([...document.querySelectorAll('.tile:not(.tile--self) video')].map((video) =>
  new Promise((done) => { const seen = video.getVideoPlaybackQuality().totalVideoFrames;
    const look = () => { const more = video.getVideoPlaybackQuality().totalVideoFrames - seen;
      if (more >= 25) done(more); else requestAnimationFrame(look) }
    look() })))"""
# Of each picture that comes in: how many were decoded in a second, and how often it stood still.
WATCH = """(seconds) => { window.watched = (async () => {
  const line = connections.filter((each) => each.connectionState === "connected").at(-1)
  const look = async () => new Map([...((await line?.getStats()) ?? new Map()).values()]
    .filter((one) => one.type === "inbound-rtp" && one.kind === "video" && one.framesDecoded)
    .map((one) => [one.mid ?? one.ssrc, one]))
  const before = await look()
  await new Promise((done) => setTimeout(done, seconds * 1000))
  const found = []
  for (const [place, now] of await look()) {
    const then = before.get(place)
    if (!then || now.packetsReceived === then.packetsReceived) continue
    const rate = (now.framesDecoded - then.framesDecoded) * 1000 / (now.timestamp - then.timestamp)
    found.push({ rate, freezes: (now.freezeCount ?? 0) - (then.freezeCount ?? 0), width: now.frameWidth })
  }
  return found
})() }"""
WATCHED, TRIES = 5, 8
SMOOTH = 25


def counted(context: BrowserContext, *, camera: tuple[int, int] = (320, 180)) -> BrowserContext:
    """Let the connections of a browser be counted, and give it a camera that this machine can follow."""
    context.add_init_script(KEEP)
    context.add_init_script(SMALL % camera)
    return context


def sees(page: Page, *, others: int) -> None:
    """So many tiles of others, each of which moves."""
    expect(page.locator(".tile:not(.tile--self)")).to_have_count(others, timeout=20_000)
    assert len(page.evaluate(DECODED)) == others


def see_smoothly(*pages: Page, others: int) -> list[dict[str, Any]]:
    """Each sees everybody at 25 pictures a second or more for five seconds on end, and nobody stands still.

    Whatever else this machine does takes its time from browsers too, so it may be tried again.
    """
    for page in pages:
        expect(page.locator(".tile:not(.tile--self)")).to_have_count(others, timeout=20_000)
    for _each in range(TRIES):
        for page in pages:
            page.evaluate(WATCH, WATCHED)
        found = [page.evaluate("() => window.watched") for page in pages]
        sys.stdout.write(f"pictures a second, and how often they stood still: {found}\n")
        if all(len(seen) == others and all(map(is_smooth, seen)) for seen in found):
            return [one for seen in found for one in seen]
    raise AssertionError(f"not smooth: {found}")


def is_smooth(picture: dict[str, Any]) -> bool:
    return bool(picture["rate"] >= SMOOTH and not picture["freezes"])
