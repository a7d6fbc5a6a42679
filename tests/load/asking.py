"""Asks what the pages ask, by their own code, in their own scopes, and times every statement they send.

Runs in `manage.py shell` of a filled product, so as the login of the web. Each is asked by two clocks: what
PostgreSQL tells of parsing, binding and executing, and the round trip as the driver sees it; both under row
security, without opening the scope. The processor time of the server has that too.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count, cycle
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.utils import timezone

from conversations import badges as numbers
from conversations import lists, own_lists, queries, queue_lines
from conversations.lists import Wanted
from conversations.made_lines import MadeLines
from conversations.models import Conversation
from conversations.queue_lines import Shown
from conversations.queues import Listing, Place
from conversations.views.home import CLOSED_ON_HOME, OPEN_ON_HOME
from people.models import Person
from people.sessions import SessionStore
from rowsecurity.scopes import organisation_scope, person_scope
from tenants.models import Department, Membership
from tests.load.figures import TICKS
from tests.load.fill import House, filled, superuser
from tests.load.ladder import SET_BY, Ladder
from tests.load.told import Clock, no_pauses

# Everything asked was asked before by this session, as in one that has worked for a morning: a process of
# PostgreSQL maps each page of the shared memory when it first touches it.
WARM = 800
# So many of ours, then as many of the bare question they are compared with.
BESIDE = 20


@dataclass
class Timing:
    """Milliseconds of each asking, how many rows it gave, and the statements of all."""

    of_server: bool = True
    spent: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    statements: int = 0

    @property
    def clock(self) -> Clock:
        return Clock(of_server=self.of_server)

    def note(self, clock: Clock, rows: int) -> None:
        self.spent.append(clock.spent)
        self.rows.append(rows)
        self.statements += clock.statements

    def p(self, part: int) -> float:
        return quantiles(self.spent, n=100)[part - 1]


def print_figures(told: str, times: int, *, ladder: bool) -> None:
    """Ask everything `times` times, in turn with the ladder if told so; print it all as one line of JSON."""
    began = time.monotonic()
    go_first()
    houses = filled(told)
    asked = {}
    for name, each in questions(houses).items():
        beside = Ladder(name) if ladder and name in SET_BY else None
        asked[name] = ask(times, each, houses, beside)
    sys.stdout.write(json.dumps({"asked": asked, "took": time.monotonic() - began}) + "\n")


def print_desks(told: str) -> None:
    sys.stdout.write(json.dumps(desks(filled(told))) + "\n")


def desks(houses: list[House]) -> list[dict[str, str]]:
    """Sessions of members, with the department each looks at."""
    found = []
    for house in houses[:10]:
        for number in range(4):
            session = SessionStore()
            session.sign_in(house.members[number][1], is_verified=True, is_strong=True)
            session.save()
            key, department = str(session.session_key), str(house.departments[number])
            found.append({"session": key, "slug": house.slug, "department": department})
    return found


Question = Callable[[Timing], None]


def questions(houses: list[House]) -> dict[str, Question]:
    """What is asked, by name; every second time of the largest department of the largest organisation."""
    listed = partial(page_of, houses)
    return {
        "department page": partial(listed, Listing.OPEN, 0.0),
        "department page, all lines new": partial(listed, Listing.OPEN, 0.0, is_known=False),
        "department page, at 80 % depth": partial(listed, Listing.OPEN, 0.8),
        "too late": partial(listed, Listing.LATE, 0.0),
        "not taken": partial(listed, Listing.FREE, 0.0),
        "waits for the patient": partial(listed, Listing.QUIET, 0.0),
        "closed": partial(listed, Listing.CLOSED, 0.0),
        "closed, at 80 % depth": partial(listed, Listing.CLOSED, 0.8),
        "mine": partial(listed, Listing.MINE, 0.0),
        "waiting of departments": partial(waiting, houses),
        "numbers of the queues": partial(badges, houses),
        "patient list": partial(own_list, some_people(), is_home=True),
        "tasks of a patient": partial(own_tasks, some_people()),
        "patient list, 50 of all": partial(own_list, some_people(), is_home=False),
        "thread": partial(thread, houses),
        "search by name": partial(search, houses, "name"),
        "search by birth date": partial(search, houses, "born"),
        "search by number": partial(search, houses, "number"),
    }


def ask(
    times: int, question: Question, everywhere: list[House], ladder: Ladder | None = None
) -> dict[str, Any]:
    """By the clock of PostgreSQL and by the driver's, in turn with the bare question it was set by."""
    rounds.append(cycle([(house, place) for house in everywhere for place in range(len(house.departments))]))
    for _ in range(WARM):
        question(Timing())
    rounds.clear()
    told, seen = Timing(), Timing(of_server=False)
    used = 0.0
    with no_pauses():
        for _ in range(0, times, BESIDE):
            used += asked_beside(question, told, seen, ladder)
    return figures_of(told, seen) | {
        "cpu": 1000 * used / len(seen.spent),
        "bare": ladder.told() if ladder else None,
    }


def asked_beside(question: Question, told: Timing, seen: Timing, ladder: Ladder | None) -> float:
    """Some of each, in turn. Gives the server's seconds of processor for those the driver timed."""
    for _ in range(BESIDE):
        question(told)
    before = server_seconds()
    for _ in range(BESIDE):
        question(seen)
    used = server_seconds() - before
    if ladder:
        for _ in range(BESIDE):
            ladder.ask()
    return used


def figures_of(told: Timing, seen: Timing) -> dict[str, float]:
    return {
        "p50": told.p(50),
        "p99": told.p(99),
        "driver_p50": seen.p(50),
        "driver_p99": seen.p(99),
        "rows": sum(told.rows) / len(told.rows),
        "a_row": sum(told.spent) / max(sum(told.rows), 1),
        "statements": told.statements / len(told.spent),
    }


def go_first() -> None:
    """Before whatever else the machine does, where that may be asked for: it is no part of what is timed."""
    with suppress(PermissionError):
        for process in (0, backend()):
            os.setpriority(os.PRIO_PROCESS, process, -20)


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def server_seconds() -> float:
    """Processor time of the server's process behind this connection: it does not grow with other load."""
    fields = Path(f"/proc/{backend()}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


# While it is there, who asks comes everywhere in turn.
rounds: list[Iterator[tuple[House, int]]] = []
turns = count()


def somewhere(houses: list[House]) -> tuple[House, int]:
    if rounds:
        return next(rounds[0])
    if random.random() < 0.5:
        return houses[0], 0
    house = random.choice(houses)
    return house, random.randrange(len(house.departments))


def page_of(
    houses: list[House], listing: Listing, depth: float, timing: Timing, *, is_known: bool = True
) -> None:
    """A page with what was written last; without lines that were made a moment ago, if not known."""
    house, place = somewhere(houses)
    membership_id, person_id = house.members[place]
    with organisation_scope(house.id, person_id):
        department = Department.objects.get(id=house.departments[place])
        wanted = Wanted(listing, department, Membership.objects.get(id=membership_id))
        if depth:
            wanted = Wanted(listing, department, wanted.member, cursor_at(wanted, depth))
        if not is_known:
            queue_lines._made = MadeLines()
        with (clock := timing.clock).running():
            found = lists.page(wanted, now=(now := timezone.now()))
            queue_lines.lines(found.written, Shown(listing, now, "/", "", ""))
    timing.note(clock, len(found.written))


_cursors: dict[tuple[Listing, UUID, float], str] = {}


def cursor_at(wanted: Wanted, depth: float) -> str:
    key = (wanted.listing, wanted.department.id, depth)
    if key not in _cursors:
        field = wanted.queue.field
        rows = lists.heads(wanted, timezone.now()).filter(**{f"{field}__isnull": False})
        rows = rows.order_by(*wanted.queue.order)
        count = rows.count()
        head = rows[int(count * depth)] if count else None
        _cursors[key] = f"{getattr(head, field).isoformat()}~{head.id}" if head else ""
    return _cursors[key]


def waiting(houses: list[House], timing: Timing) -> None:
    house, place = somewhere(houses)
    membership_id, person_id = house.members[place]
    with organisation_scope(house.id, person_id):
        member = Membership.objects.get(id=membership_id)
        with (clock := timing.clock).running():
            found = numbers.ask_waiting(member)()
    timing.note(clock, len(found))


def badges(houses: list[House], timing: Timing) -> None:
    house, place = somewhere(houses)
    membership_id, person_id = house.members[place]
    with organisation_scope(house.id, person_id):
        member = Membership.objects.get(id=membership_id)
        department = Department.objects.get(id=house.departments[place])
        with (clock := timing.clock).running():
            numbers.counts(Place(department, member, timezone.now()))
    timing.note(clock, 1)


def own_list(people: list[UUID], timing: Timing, *, is_home: bool) -> None:
    """What the first screen of a patient asks, or their 50 newest of all."""
    person_id = people[next(turns) % len(people)] if rounds else random.choice(people)
    with person_scope(person_id):
        person = Person.objects.get(id=person_id)
        tasks = list(queries.open_tasks(person))
        with (clock := timing.clock).running():
            if is_home:
                many = {"open_ones": OPEN_ON_HOME, "closed_ones": CLOSED_ON_HOME}
                pages = own_lists.own_first_pages(person, tasks=tasks, **many)
                found = sum(len(page) for page, _more in pages)
            else:
                found = len(own_lists.own_conversations(person))
    timing.note(clock, found)


def own_tasks(people: list[UUID], timing: Timing) -> None:
    """What is asked of a patient, above their list."""
    person_id = people[next(turns) % len(people)] if rounds else random.choice(people)
    with person_scope(person_id):
        person = Person.objects.get(id=person_id)
        with (clock := timing.clock).running():
            found = len(queries.open_tasks(person))
    timing.note(clock, found or 1)


def some_people() -> list[UUID]:
    """Patients and relatives, whoever they are: row security is not asked."""
    with psycopg.connect(superuser()) as owner:
        rows = owner.execute("SELECT DISTINCT person_id FROM people_patient ORDER BY person_id LIMIT 300")
        return [row[0] for row in rows]


_talks: dict[UUID, list[UUID]] = {}


def thread(houses: list[House], timing: Timing) -> None:
    house, place = somewhere(houses)
    with organisation_scope(house.id, house.members[place][1]):
        if house.id not in _talks:
            _talks[house.id] = list(Conversation.objects.order_by("id").values_list("id", flat=True)[:200])
        head = Conversation.objects.get(id=random.choice(_talks[house.id]))
        with (clock := timing.clock).running():
            found = queries.thread(head)
    timing.note(clock, len(found))


def search(houses: list[House], by: str, timing: Timing) -> None:
    house, place = somewhere(houses)
    membership_id, person_id = house.members[place]
    with organisation_scope(house.id, person_id):
        member = Membership.objects.get(id=membership_id)
        patient = random.choice(
            list(Conversation.objects.select_related("patient").order_by("id")[:100])
        ).patient
        words = {
            "name": patient.family_name,
            "born": patient.birth_date.strftime("%d-%m-%Y"),
            "number": patient.number,
        }[by]
        department = Department.objects.get(id=house.departments[place])
        with (clock := timing.clock).running():
            wanted = Wanted(Listing.SEARCH, department, member, search=words)
            found = lists.page(wanted, now=(now := timezone.now()))
            queue_lines.lines(found.written, Shown(Listing.SEARCH, now, "/", "", ""))
    timing.note(clock, len(found.written))
