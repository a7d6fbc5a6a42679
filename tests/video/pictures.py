"""What a browser of a visit sees: whether the pictures of everybody move."""

from __future__ import annotations

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


def counted(context: BrowserContext, *, camera: tuple[int, int] = (320, 180)) -> BrowserContext:
    """Let the connections of a browser be counted, and give it a camera that this machine can follow."""
    context.add_init_script(KEEP)
    context.add_init_script(SMALL % camera)
    return context


def sees(page: Page, *, others: int) -> None:
    """So many tiles of others, each of which moves."""
    expect(page.locator(".tile:not(.tile--self)")).to_have_count(others, timeout=20_000)
    assert len(page.evaluate(DECODED)) == others
