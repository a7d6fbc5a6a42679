"""Counts a filled database by the product's own code, asks of its roll-ups, and times both.

Runs in `manage.py shell` of that product, so as the login of the web and under row security.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

from monitoring_export import queries, recounting
from monitoring_export.days import count_days
from monitoring_export.dictionary import FIGURES, PATIENTS
from people.sessions import SessionStore
from rowsecurity.scopes import job_scope, organisation_scope
from tests.load.asking import server_seconds
from tests.load.told import Clock
from tests.load.usage_world import House, World


def print_part(part: str, events: int, days: int, times: int) -> None:
    """Do a part on the world that stands there, and print what it gave as one line of JSON."""
    began = time.monotonic()
    if part == "fill":
        World.make(events, days)
        answer: dict[str, Any] = {"seconds": time.monotonic() - began}
    else:
        world = World.read()
        parts = {
            "count": partial(count_all, world),
            "day": partial(day_of_all, world),
            "ask": partial(asked, world, times),
            "people": partial(people, world),
            "recount": partial(recount, world.houses[len(world.houses) // 2]),
            "pages": partial(desk, world.houses[0]),
        }
        answer = parts[part]()
    sys.stdout.write(json.dumps(answer) + "\n")


def count_all(world: World) -> dict[str, Any]:
    """From nothing, the largest organisation first; megabytes of this process after some of them."""
    marks, each, busy = [memory()], [], [processor()]
    for number, house in enumerate(world.houses):
        each.append(clocked(partial(count, house)))
        busy.append(processor())
        if number % 10 == 0:
            marks.append(memory())
    return {
        "all": sum(each), "largest": each[0], "smallest": each[-1], "memory": marks, "most": most_memory(),
        "busy": {"all": busy[-1] - busy[0], "largest": busy[1] - busy[0], "smallest": busy[-1] - busy[-2]},
    }  # fmt: skip


def day_of_all(world: World) -> dict[str, Any]:
    """The day that is added, of every organisation; and looking again with nothing new."""
    answer: dict[str, Any] = {"events": world.events(), "messages": world.make_last_day()}
    spent, busy = [], []
    for house in world.houses:
        world.forget_last_day(house)
        began = processor()
        spent.append(clocked(partial(count, house)))
        busy.append(processor() - began)
    again = [clocked(partial(count, house)) for house in world.houses]
    answer |= {"all": sum(spent), "largest": spent[0], "again": sum(again), "memory": memory()}
    return answer | {"busy": {"all": sum(busy), "largest": busy[0]}}


def count(house: House) -> None:
    with job_scope(house.id):
        count_days(organisation_id=house.id)


def asked(world: World, times: int) -> dict[str, Any]:
    """Everything of the span, of days a month."""
    house, span = world.houses[0], world.span
    month = {"first": max(span.days[0], span.days[-1] - timedelta(days=30))}
    values = {"first": span.days[0], "until": span.days[-1], "keys": list(FIGURES)}
    found: dict[str, Any] = {}
    for step in ("day", "month", "quarter", "year"):
        for by in ("organisation", "department"):
            wanted = values | (month if step == "day" else {}) | {"step": step, "by": by}
            found[f"{step}, {by}"] = percentiles([ask(house, wanted) for _ in range(times)])
    every = {"step": "month", "by": "department"}
    each = [ask(house, values | every) for house in world.houses]
    server, whole = sum(one.server for one in each), sum(one.whole for one in each)
    found["month, department, of every organisation"] = {
        "server_p50": server, "server_p99": server, "whole_p50": whole, "whole_p99": whole,
        "rows": sum(one.rows for one in each),
    }  # fmt: skip
    return found


@dataclass(frozen=True)
class Asking:
    """Milliseconds by the clock of PostgreSQL, and until the answers of its statements were figures."""

    server: float
    whole: float
    rows: int


def ask(house: House, wanted: dict[str, Any]) -> Asking:
    """One export: what PostgreSQL tells, and then once more without its telling."""
    with organisation_scope(house.id, house.member[1]), Clock(of_server=True).running() as clock:
        queries.figures(house.id, **wanted)
    with organisation_scope(house.id, house.member[1]):
        began = time.perf_counter()
        rows = queries.figures(house.id, **wanted)
        whole = 1000 * (time.perf_counter() - began)
    return Asking(clock.spent, whole, len(rows))


def percentiles(asked: list[Asking]) -> dict[str, float]:
    found = {}
    for name in ("server", "whole"):
        marks = quantiles([getattr(each, name) for each in asked], n=100)
        found |= {f"{name}_p50": marks[49], f"{name}_p99": marks[98]}
    return found | {"rows": asked[0].rows}


def people(world: World) -> dict[str, int]:
    """How many persons the roll-ups tell of each organisation, against a count from scratch."""
    truth, wrong, total = world.people_from_scratch(), 0, 0
    for house in world.houses:
        with organisation_scope(house.id, house.member[1]):
            values = queries.figures(
                house.id, keys=[PATIENTS], first=world.span.days[0], until=world.span.days[-1], step="whole"
            )
        told = int(values[0].number) if values else 0
        wrong += told != truth.get(house.id, 0)
        total += told
    return {"organisations": len(world.houses), "wrong": wrong, "persons": total}


def recount(house: House) -> dict[str, float]:
    """A recount from scratch of a house of middling size: how many days, and differences."""
    began = time.monotonic()
    with job_scope(house.id):
        found = recounting.recount(organisation_id=house.id, is_check=True)
    return {
        "days": found.days,
        "differences": len(found.differences),
        "seconds": time.monotonic() - began,
    }


def desk(house: House) -> dict[str, str]:
    """A session of the administrator of a house."""
    session = SessionStore()
    session.sign_in(house.member[1], is_verified=True, is_strong=True)
    session.save()
    return {"session": str(session.session_key), "slug": house.slug, "department": ""}


def clocked(do: Any) -> float:
    began = time.monotonic()
    do()
    return time.monotonic() - began


def processor() -> float:
    """Seconds of processor so far, of this process and of the database for it: others do not count in it."""
    return time.process_time() + server_seconds()


def memory() -> float:
    """What this process holds, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def most_memory() -> float:
    """The most it ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
