"""The script of the page itself (`static/video/line.js`) and a worker, without the page around it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

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
  window.start = async () => {
    const wish = { audio: true, video: { width: 640, height: 360 } }
    const stream = await navigator.mediaDevices.getUserMedia(wish)
    window.line = new Line({ connect: (offer) => window.join(offer), relays: () => [] })
    await line.open({ microphone: stream.getAudioTracks()[0], camera: stream.getVideoTracks()[0] })
  }
  // The pictures sent of each layer.
  window.sent = async () => Object.fromEntries([...(await pc.getStats()).values()]
    .filter((one) => one.type === "outbound-rtp" && one.framesSent).map((one) => [one.rid, one.framesSent]))
  window.active = () => {
    const { encodings } = pc.getSenders()[1].getParameters()
    return encodings.filter((one) => one.active).map((one) => one.rid)
  }
</script>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url="http://localhost")
    page, room = context.new_page(), str(uuid.uuid4())
    script = (ROOT / "static/video/line.js").read_text()
    page.route(ADDRESS, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route(SCRIPT, lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.expose_function(
        "join", lambda offer: ask(room, "join", peer="one", offer=offer, until=time.time() + 600)
    )
    page.goto(ADDRESS)
    yield page
    context.close()


def test_smaller_pictures_are_sent_only_when_there_are_four_people(worker, page):
    page.evaluate("start()")
    assert page.evaluate("active()") == ["f"]
    until(lambda: "f" in page.evaluate("sent()"))

    page.evaluate("line.people(4)")
    before = page.evaluate("sent()")
    # The whole picture follows when the browser finds room for all three.
    until(lambda: all(page.evaluate("sent()").get(layer, 0) > before.get(layer, 0) + 5 for layer in "qh"))

    page.evaluate("line.people(3)")
    assert page.evaluate("active()") == ["f"]
