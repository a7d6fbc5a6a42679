"""The relay as it is deployed (coturn), between two browsers."""

from __future__ import annotations

import uuid

from tests.video.media.workers import until


def test_two_browsers_that_have_no_other_way_see_each_other_through_it(relay, worker, call):
    room = str(uuid.uuid4())
    callers = [call(room), call(room)]
    for caller in callers:
        caller.page.evaluate("server => (call.relays = [server])", relay.server())
        caller.start()
    for caller in callers:
        until(lambda who=caller: who.sees() > 30)
        assert caller.page.evaluate("call.way()") == "relay"
