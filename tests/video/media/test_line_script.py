"""The script of the page itself (`static/video/line.js`) and a worker, without the page around it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from beterdichtbij.launching.settings import ROOT
from tests.video.media.workers import ask, until

ADDRESS, SCRIPT = "http://localhost/call", "http://localhost/line.js"
PAGE = """<!doctype html><title>A line</title><script type="module">
  import { Line } from "/line.js"
  const Real = RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.pc = this }
  }
  window.start = async (width, height, frameRate) => {
    const wish = { audio: true, video: { width, height, frameRate } }
    const stream = await navigator.mediaDevices.getUserMedia(wish)
    window.line = new Line({ connect: (offer) => window.join(offer), relays: () => [] })
    await line.open({ microphone: stream.getAudioTracks()[0], camera: stream.getVideoTracks()[0] })
  }
  // The pictures sent of each layer.
  window.sent = async () => Object.fromEntries([...(await pc.getStats()).values()]
    .filter((one) => one.type === "outbound-rtp" && one.framesSent).map((one) => [one.rid, one.framesSent]))
  // How wide each picture is that comes in.
  window.widths = async () => [...(await pc.getStats()).values()]
    .filter((one) => one.type === "inbound-rtp" && one.framesDecoded).map((one) => one.frameWidth)
  window.active = () => {
    const { encodings } = pc.getSenders()[1].getParameters()
    return encodings.filter((one) => one.active).map((one) => one.rid)
  }
</script>"""


@pytest.fixture
def come(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open a page in a room; all are closed at the end."""
    opened = []
    script = (ROOT / "static/video/line.js").read_text()

    def come(room: str) -> Page:
        opened.append(browser.new_context(base_url="http://localhost"))
        page, peer = opened[-1].new_page(), str(uuid.uuid4())
        page.route(ADDRESS, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.route(SCRIPT, lambda route: route.fulfill(body=script, content_type="text/javascript"))
        page.expose_function(
            "join", lambda offer: ask(room, "join", peer=peer, offer=offer, until=time.time() + 600)
        )
        page.goto(ADDRESS)
        return page

    yield come
    for context in opened:
        context.close()


def test_smaller_pictures_are_sent_only_when_there_are_four_people(worker, come):
    page = come(str(uuid.uuid4()))
    page.evaluate("start(640, 360, 30)")
    assert page.evaluate("active()") == ["f"]
    until(lambda: "f" in page.evaluate("sent()"))

    page.evaluate("line.people(4)")
    before = page.evaluate("sent()")
    # The whole picture follows when the browser finds room for all three.
    until(lambda: all(page.evaluate("sent()").get(layer, 0) > before.get(layer, 0) + 5 for layer in "qh"))

    page.evaluate("line.people(3)")
    assert page.evaluate("active()") == ["f"]


def test_four_see_each_other_whole_over_a_good_line(worker, come):
    """After they began with small pictures. Few a second: one machine makes twelve and shows twelve."""
    room = str(uuid.uuid4())
    pages = [come(room) for _each in range(4)]
    for page in pages:
        page.evaluate("start(960, 540, 5)")
        page.evaluate("line.people(4)")

    for widths in ({240, 480}, {960}):
        until(lambda wanted=widths: all(all_of(page, wanted) for page in pages), patience=120)
    assert all(set(page.evaluate("sent()")) == {"q", "h", "f"} for page in pages)


def all_of(page: Page, widths: set[int]) -> bool:
    """Whether the pictures of three others are all of such a width."""
    seen = page.evaluate("widths()")
    return len(seen) == 3 and set(seen) <= widths
