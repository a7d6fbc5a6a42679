"""Which worker a room goes to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from video.placement import Worker, worker_for

WORKERS = [Worker(id=f"worker-{number}") for number in range(5)]
ROOMS = [f"room-{number}" for number in range(1000)]


def test_everybody_finds_the_same_worker_in_any_order():
    for room in ROOMS[:50]:
        assert worker_for(room, WORKERS) == worker_for(room, reversed(WORKERS))


def test_rooms_are_spread():
    placed = [worker_for(room, WORKERS) for room in ROOMS]

    assert all(150 < placed.count(worker) < 250 for worker in WORKERS)


@given(gone=st.sampled_from(WORKERS))
def test_only_the_rooms_of_a_worker_that_goes_are_moved(gone):
    left = [worker for worker in WORKERS if worker != gone]

    for room in ROOMS[:200]:
        before = worker_for(room, WORKERS)
        assert before == gone or worker_for(room, left) == before


def test_the_full_and_the_leaving_get_no_new_rooms():
    free = Worker(id="free", load=0.2)
    busy = [Worker(id=f"busy-{number}", load=0.71) for number in range(20)]
    leaving = [Worker(id=f"leaving-{number}", is_draining=True) for number in range(20)]

    assert {worker_for(room, [*busy, *leaving, free]) for room in ROOMS[:50]} == {free}
    assert worker_for("room", [*busy, *leaving]) is None
    assert worker_for("room", []) is None
