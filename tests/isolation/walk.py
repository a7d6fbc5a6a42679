"""Asks everything that `attacks` names, each request undone, and says what was wrong with the answers.

An asynchronous view uses connections of its own and so is not undone; it also cannot see what is not
committed, which is why the worlds are.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import AsyncClient

from realtime.events import _outgoing
from rowsecurity.pool import _pools
from tests.isolation import attacks
from tests.isolation.actors import Actor, make_actors
from tests.isolation.attacks import OWN, Request
from tests.isolation.databases import own_database
from tests.isolation.evidence import Fingerprint, careless, difference, leaks, shape
from tests.isolation.routes import Route, all_routes
from tests.isolation.target import Url
from tests.isolation.targets import URLS
from tests.isolation.world import World, make_world

CLOSED = {401, 403, 404}
# Each asks with ids of others: a patient, a clinician, an admin, a hospital's system. The rest ask for their
# own only, which settles who may use what.
ATTACKERS = ("alice", "marieke", "adam", "system")


@dataclass
class Report:
    """What was found, with who it happened to, and how much was asked."""

    found: dict[str, set[str]] = field(default_factory=dict)
    requests: int = 0

    @property
    def findings(self) -> list[str]:
        return [f"{what} [{', '.join(sorted(names))}]" for what, names in self.found.items()]

    def find(self, what: str, name: str = "") -> None:
        self.found.setdefault(what, set()).add(name)


def walk_all(name: str, *, row_security: bool) -> Report:
    """Ask everything in a database of its own; without row security only with ids of others."""
    with own_database(name, row_security=row_security):
        return Walk(make_world(name), URLS, everybody=row_security).run()


class Walk:
    """One arm: every route of the resolver, in the present database."""

    def __init__(self, world: World, urls: dict[str, Url], *, everybody: bool = True) -> None:
        self.world, self.urls, self.everybody = world, urls, everybody
        self.report, self.fault = Report(), ""

    def run(self) -> Report:
        self.routes = [route for route in all_routes() if self._is_known(route)]
        got_request_exception.connect(self._remember)
        logging.disable(logging.CRITICAL)  # what matters of it becomes a finding
        try:
            asyncio.run(self._run())
        finally:
            logging.disable(logging.NOTSET)
            got_request_exception.disconnect(self._remember)
        return self.report

    def _remember(self, **kwargs: Any) -> None:
        kind, error, trace = sys.exc_info()
        where = traceback.extract_tb(trace)[-1]
        self.fault = f"{kind.__name__ if kind else ''}: {str(error)[:120]} ({where.filename}:{where.lineno})"

    def _is_known(self, route: Route) -> bool:
        missing = [argument for argument in route.arguments if argument not in self.world.here.things]
        if route.name not in self.urls:
            self.report.find(f"unknown URL {route.template}: add {route.name!r} to targets.py")
        for argument in missing:
            tell = f"side.tell({argument!r}, …) in tests/isolation/world.py"
            self.report.find(f"unknown argument of {route.name}: {tell}")
        return route.name in self.urls and not missing

    async def _run(self) -> None:
        try:
            await sync_to_async(self._prepare)()
            await self._warm_up()
            for route in self.routes:
                await self._walk(route)
        finally:
            await _disconnect()

    def _prepare(self) -> None:
        self.here, self.there = make_actors(self.world.here), make_actors(self.world.there)
        ids = [str(things["bob"]) for things in self.world.here.things.values() if "bob" in things]
        pattern = "|".join(value for value in ids if len(value) > 8)
        rows = f"t::text ~ '{pattern}'"
        without_log = frozenset({"audit_accesslogentry"})
        self.theirs = Fingerprint(self.world.there)
        self.bobs = Fingerprint(self.world.here, rows=rows, without=without_log)

    async def _warm_up(self) -> None:
        """The other side first: a cache without an organisation in its key then has something to give."""
        for name in ("alice", "marieke", "adam"):
            actor = self.there[name]
            for route in self.routes:
                await self._ask(actor, attacks.own(actor, route, "GET", self.urls[route.name]))
        await sync_to_async(self._take_fingerprints)()

    def _take_fingerprints(self) -> None:
        self.before = self.theirs.take(), self.bobs.take()

    async def _walk(self, route: Route) -> None:
        others = set(self.here) - set(ATTACKERS) if self.everybody else set()
        for method in _methods(route):
            mine = attacks.own(self.here["marieke"], route, method, self.urls[route.name])
            for name in (*ATTACKERS, *sorted(others)):
                await self._judge(self.here[name], route, method)
            await sync_to_async(self._check_rows)(self.here["marieke"], mine, "somebody")
            await sync_to_async(self._take_fingerprints)()  # looking is not undone, and is itself recorded

    async def _judge(self, actor: Actor, route: Route, method: str) -> None:
        url = self.urls[route.name]
        mine = attacks.own(actor, route, method, url)
        answer = await self._ask(actor, mine)
        self._check_role(actor, mine, answer, url)
        if route.is_async:  # is not undone, and may change what is one's own
            await sync_to_async(self._take_fingerprints)()
        if actor.name not in ATTACKERS or answer.status_code == 405 or url.is_directory:
            return
        if url.is_of_organisation and actor.name == "carla":  # a patient of both
            return
        pairs = list(attacks.attacks(actor, self.world.there, mine))
        for request, twin in pairs[:1] if _is_closed(answer) else pairs:
            first = shape(await self._ask(actor, request), request.values)
            if route.is_async:
                await sync_to_async(self._check_rows)(actor, request, actor.name)
            second = shape(await self._ask(actor, twin), twin.values)
            # That an organisation exists is public: there only the status must be the same.
            same = first[0] == second[0] if request.names_organisation else first == second
            if not same:
                statuses = f"{first[0]}, but {second[0]} for a random id"
                self.report.find(f"{request}: {statuses}: {_where_apart(first, second)}", actor.name)

    def _check_role(self, actor: Actor, mine: Request, answer: HttpResponseBase, url: Url) -> None:
        status = answer.status_code
        if url.allows(actor.name, mine.method) and _is_closed(answer):
            self.report.find(f"{mine}: {status}, though targets.py says that they may", actor.name)
        if not url.allows(actor.name, mine.method) and not _is_closed(answer) and status != 405:
            self.report.find(f"{mine}: {status}, though targets.py does not say that they may", actor.name)

    async def _ask(self, actor: Actor, request: Request) -> HttpResponseBase:
        self.report.requests += 1
        client = AsyncClient(raise_request_exception=False, headers={"host": "localhost"})
        if actor.session_key:
            client.cookies[settings.SESSION_COOKIE_NAME] = actor.session_key
        if actor.token:
            request = replace(request, headers=request.headers | {"Authorization": f"Bearer {actor.token}"})
        if request.route.is_async or request.method == "GET":
            answer = await _send(client, request)
        else:
            answer = await self._ask_and_undo(client, actor, request)
        if answer.status_code >= 500:
            self.report.find(f"{request}: {answer.status_code} {self.fault}", actor.name)
        for missing in sorted(
            careless(answer, signed_in=bool(actor.session_key) and not request.url.is_kept)
        ):
            self.report.find(f"{request.method} {request.route.name}: without {missing}", actor.name)
        for leak in sorted(leaks(actor, self.world, answer, request.url.tells)):
            self.report.find(f"{request}: {answer.status_code}, shows {leak}", actor.name)
        return answer

    async def _ask_and_undo(self, client: AsyncClient, actor: Actor, request: Request) -> HttpResponseBase:
        undo = transaction.atomic()
        await sync_to_async(_begin)(undo)
        try:
            answer = await _send(client, request)
        finally:
            await sync_to_async(self._end)(undo, actor, request)
        return answer

    def _end(self, undo: Any, actor: Actor, request: Request) -> None:
        try:
            if actor.name in ATTACKERS:
                self._check_rows(actor, request, actor.name)
        finally:
            transaction.set_rollback(True)
            undo.__exit__(None, None, None)

    def _check_rows(self, actor: Actor, request: Request, name: str) -> None:
        crosses = self.urls[request.route.name].crosses if request.target.startswith(OWN) else frozenset()
        changed = difference(self.before[0], self.theirs.take(), but=crosses)
        if changed:
            self.report.find(f"{request}: changed {changed} of the other organisation", name)
        if actor.name == "alice" and (changed := difference(self.before[1], self.bobs.take())):
            self.report.find(f"{request}: changed {changed} of another patient", name)


async def _disconnect() -> None:
    """Close what belongs to this loop and to the thread that served, so that the database can be dropped."""
    loop = asyncio.get_running_loop()
    for pool in _pools.pop(loop, {}).values():
        await pool.close()
    if loop in _outgoing:
        await _outgoing.pop(loop)._client.aclose()
    await sync_to_async(lambda: connection.close())()


def _begin(undo: Any) -> None:
    undo.__enter__()
    with connection.cursor() as cursor:
        # What a commit would refuse is refused at once, because there will be no commit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _methods(route: Route) -> tuple[str, ...]:
    return ("GET", "POST", "PUT", "PATCH", "DELETE") if route.is_for_programs else ("GET", "POST")


async def _send(client: AsyncClient, request: Request) -> HttpResponseBase:
    path = request.route.path(request.arguments)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if request.method == "GET":
        return await _gathered(await client.get(path, request.query, headers=headers))
    path += f"?{urlencode(request.query)}" if request.query else ""
    content = {"content_type": "application/json"} if request.route.is_for_programs else {}
    send = getattr(client, request.method.lower())
    return await send(path, request.body, headers=headers, **content)


async def _gathered(answer: Any) -> HttpResponseBase:
    """With what it streams, so that it is judged too."""
    if answer.streaming:
        answer.gathered = b"".join([piece async for piece in answer.streaming_content])
    return answer


def _is_closed(answer: HttpResponseBase) -> bool:
    location = answer.headers.get("Location", "")
    return answer.status_code in CLOSED or location.startswith("/inloggen/?next=")


def _where_apart(first: tuple[int, str, str], second: tuple[int, str, str]) -> str:
    """Around the first character in which two answers differ."""
    one, other = ("\n".join(map(str, answer)) for answer in (first, second))
    apart = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    around = slice(max(0, apart - 40), apart + 40)
    return f"{one[around]!r} against {other[around]!r}"
