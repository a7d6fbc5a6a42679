"""Long work leaves threads to what people wait for: one of a kind, three in all."""

from __future__ import annotations

from celery import shared_task

from rowsecurity.tasks import MOST_LONG, AloneTask, LongTask


def long_task(name: str, inside, **options):
    return shared_task(base=LongTask, name=f"tests.long.{name}", **options)(inside)


def test_one_of_a_kind_at_a_time():
    done: list[str] = []

    def first() -> None:
        done.append("begins")
        task()
        of_the_same_kind()
        done.append("ends")

    def second() -> None:
        done.append("the same kind")

    task = long_task("one", first, kind="carrying")
    of_the_same_kind = long_task("same", second, kind="carrying")

    task()
    task()

    assert done == ["begins", "ends"] * 2


def test_no_more_than_leave_threads_to_others():
    done: list[int] = []

    def at(depth: int):
        def work() -> None:
            done.append(depth)
            tasks[depth + 1]()

        return work

    tasks = [long_task(f"deep-{depth}", at(depth)) for depth in range(MOST_LONG + 1)]

    tasks[0]()

    assert done == list(range(MOST_LONG))


def test_what_is_not_long_finds_a_place_among_the_long():
    done: list[str] = []

    def short() -> None:
        done.append("short")

    alone = shared_task(base=AloneTask, name="tests.alone")(short)
    inner = alone

    def around(call):
        def work() -> None:
            call()

        return work

    for number in range(MOST_LONG):
        inner = long_task(f"around-{number}", around(inner))
    inner()

    assert done == ["short"]


def test_a_fault_gives_the_place_back():
    def fails() -> None:
        raise ValueError

    task, tried = long_task("fails", fails), 0
    for _ in range(MOST_LONG + 1):
        try:
            task()
        except ValueError:
            tried += 1

    assert tried == MOST_LONG + 1
