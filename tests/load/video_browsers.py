"""Two real browsers on a bad line: python -m tests.load.video_browsers --loss 0.05 --blackout 10.

Between each browser and the worker stands a relay of packets that loses that share of them each way, and for
the blackout all of them. Prints what was decoded a second, the freezes, what was repaired, and how long after
the line was back the pictures came. Chromium encodes and decodes here too, so a busy machine shows.
"""

from __future__ import annotations

import argparse
import sys
import time
import uuid

from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, chromium
from tests.servers import start_servers, stop_servers
from tests.video.media.far import Far
from tests.video.media.workers import Process, until


def measure(callers: list[Far], seconds: float) -> None:
    before = [caller.received("video") for caller in callers]
    heard = [caller.received("audio") for caller in callers]
    began = time.monotonic()
    time.sleep(seconds)
    for caller, was, said_before in zip(callers, before, heard, strict=True):
        now, sound = caller.received("video"), caller.received("audio")
        samples, concealed = (sound[name] - said_before[name] for name in ("samples", "concealed"))
        decoded = (now["decoded"] - was["decoded"]) / (time.monotonic() - began)
        say(
            f"decoded {decoded:.1f}/s at {now['width']} wide, freezes {now['freezes'] - was['freezes']}, "
            f"asked for {now['asked'] - was['asked']}, repaired {now['repaired'] - was['repaired']}, "
            f"whole pictures asked {now['pictures'] - was['pictures']}, "
            f"sound made up {concealed / max(1, samples):.1%}"
        )


def darken(callers: list[Far], seconds: float) -> None:
    """Take the line of the first away, and restart it when it is back, as the page does."""
    far = callers[0]
    far.line.is_dark = True
    time.sleep(seconds)
    far.line.is_dark = False
    back = time.monotonic()
    seen = [caller.sees() for caller in callers]
    fresh = far.restart()["fresh"]
    until(lambda: all(caller.sees() > before for caller, before in zip(callers, seen, strict=True)))
    say(f"dark for {seconds:.0f} s, pictures {time.monotonic() - back:.2f} s after; new keys: {fresh}")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--loss", type=float, default=0.05)
    parser.add_argument("--blackout", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--width", type=int, default=640)
    told = parser.parse_args()
    Far.loss = told.loss
    start_servers()
    worker = Process()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, "--no-sandbox"])
            room = str(uuid.uuid4())
            callers = [Far(browser, room) for _ in range(2)]
            for caller in callers:
                caller.start(width=told.width, height=told.width * 9 // 16)
            until(lambda: all(caller.sees() > 30 for caller in callers))
            measure(callers, told.seconds)
            if told.blackout:
                darken(callers, told.blackout)
                measure(callers, told.seconds)
            browser.close()
    finally:
        worker.stop()
        stop_servers()


if __name__ == "__main__":
    main()
