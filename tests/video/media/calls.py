"""Browsers in a bare call: a page without the product around it, so that only the media is tried."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.video.media.workers import ask

PAGE = (Path(__file__).parent / "call.html").read_text()
ADDRESS = "http://localhost/call"


class Caller:
    """One browser in one room."""

    def __init__(self, browser: Browser, room: str) -> None:
        self.room, self.peer = room, str(uuid.uuid4())
        self.context = browser.new_context(base_url="http://localhost")
        self.page: Page = self.context.new_page()
        self.page.route(ADDRESS, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        self.page.goto(ADDRESS)

    def start(
        self, *, width: int = 640, height: int = 360, layers: bool = False, **more: Any
    ) -> dict[str, Any]:
        offer = self.page.evaluate(f"call.start({width}, {height}, {'true' if layers else 'false'})")
        return self.join(offer, **more)

    def join(self, offer: str, **more: Any) -> dict[str, Any]:
        answer = ask(self.room, "join", peer=self.peer, offer=offer, until=time.time() + 600, **more)
        if "answer" in answer:
            self.page.evaluate("sdp => call.take(sdp)", answer["answer"])
        return answer

    def again(self) -> dict[str, Any]:
        """Make a new connection with the same camera, as after a worker that was lost."""
        return self.start()

    def restart(self) -> dict[str, Any]:
        return self.join(self.page.evaluate("call.offer(true)"))

    def received(self, kind: str, place: int = 0) -> dict[str, Any]:
        found = self.page.evaluate("call.received()")
        return next((one for one in found if one["kind"] == kind and one["place"] == place), {})

    def sees(self, place: int = 0) -> int:
        return self.received("video", place).get("decoded", 0)

    def hears_well(self) -> bool:
        """Whether at most a tenth of the sound so far had to be made up."""
        sound = self.received("audio")
        return sound["samples"] > sound["concealed"] * 10

    def sent(self) -> int:
        """Return how many pictures the camera gave that were sent."""
        found = self.page.evaluate("call.sent()")
        return max(one.get("framesSent", 0) for one in found)

    def close(self) -> None:
        self.context.close()
