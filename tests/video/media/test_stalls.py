"""How long a worker stood still: what it tells of itself."""

from __future__ import annotations

import gc
import logging
import os

import orjson
import pytest
from redis import Redis

from tests.video.media.workers import until
from video.media.stalls import HEARD, TOLD_EVERY, Stalls


@pytest.fixture
def stalls():
    made = Stalls()
    made.watch_collector()
    yield made
    gc.callbacks.remove(made._collects)


def test_the_longest_pause_is_told_and_forgotten():
    stalls = Stalls()
    for late in (0.001, 0.0204, 0.003):
        stalls.note(late, 1.0)
    assert stalls.take() == {"late_ms": 20.4, "collected_ms": 0.0}
    assert stalls.take()["late_ms"] == 0.0


def test_what_the_collector_took_is_told_apart(stalls):
    gc.collect()
    assert 0 < stalls.collecting < 60


def test_one_that_is_heard_stands_in_the_log_but_not_each(caplog):
    stalls = Stalls()
    with caplog.at_level(logging.WARNING):
        for now in (0.0, 1.0, TOLD_EVERY + 1.0):
            stalls.note(HEARD * 2, now)
        stalls.note(HEARD / 2, 100.0)
    assert [record.getMessage() for record in caplog.records] == [
        "stood still for 200 ms, 0 of them collecting"
    ] * 2


def test_a_worker_says_it_of_itself(worker):
    with Redis.from_url(os.environ["REDIS_URL"]) as client:
        told = orjson.loads(until(lambda: client.get(f"media:worker:{worker.id}")))
    assert told["late_ms"] >= 0 and told["collected_ms"] >= 0
