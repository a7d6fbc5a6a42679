"""What is asked: each URL with one's own, with another's, and with a random twin, to be answered alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.isolation.actors import Actor, random_like
from tests.isolation.routes import Route
from tests.isolation.target import Url
from tests.isolation.targets import FIELDS
from tests.isolation.world import Side

OWN = "with their own"


@dataclass(frozen=True)
class Request:
    method: str
    route: Route
    arguments: dict[str, Any]
    url: Url
    own: Callable[[str], Any]
    target: str  # in words, for the report
    query: dict[str, Any] = field(default_factory=dict)
    added: dict[str, Any] = field(default_factory=dict)  # to the body
    headers: dict[str, str] = field(default_factory=dict)

    names_organisation: bool = False  # of the other side, in the address

    @property
    def body(self) -> dict[str, Any]:
        return self.url.body_for(self.arguments, self.own) | self.added

    @property
    def values(self) -> set[str]:
        """What an answer may repeat because it was in the question."""
        asked = [*self.arguments.values(), *self.query.values(), *self.body.values()]
        return {text for text in map(str, asked) if len(text) > 7 and not text.isdigit()}

    def __str__(self) -> str:
        return f"{self.method} {self.route.name} {self.target}"


def own(actor: Actor, route: Route, method: str, url: Url) -> Request:
    arguments = {argument: actor.own(argument) for argument in route.arguments}
    query = url.query(actor.own) if url.query else {}
    return Request(method, route, arguments, url, actor.own, OWN, query=query)


def attacks(actor: Actor, there: Side, mine: Request) -> Iterator[tuple[Request, Request]]:
    """Pairs of a request that names something of somebody else, and its random twin."""
    yield from _in_path(actor, there, mine)
    fields = _fields(actor, there)
    if mine.method == "GET":
        yield _pair(mine, "and ids of theirs in the query and headers", "query", fields)
    else:
        yield _pair(mine, "and ids of theirs in the body", "added", fields)


def _in_path(actor: Actor, there: Side, mine: Request) -> Iterator[tuple[Request, Request]]:
    arguments = mine.route.arguments
    foreign = {argument: actor.foreign(there, argument) for argument in arguments}
    choices = {"all": foreign} if arguments else {}
    if len(arguments) > 1:
        choices |= {argument: mine.arguments | {argument: foreign[argument]} for argument in arguments}
    for argument in arguments:
        other = actor.others(argument)
        if other is not None and argument not in mine.url.of_colleagues:
            choices[f"another's {argument} here"] = mine.arguments | {argument: other}
    for words, values in choices.items():
        changed = {name for name, value in values.items() if value != mine.arguments[name]}
        twin = values | {name: random_like(values[name]) for name in changed}
        named = "organisation_slug" in changed
        request = replace(mine, arguments=values, target=f"with theirs ({words})", names_organisation=named)
        if changed:
            yield request, replace(request, arguments=twin)


def _fields(actor: Actor, there: Side) -> dict[str, Any]:
    """Every id that any URL knows, under every name a form or serializer could give it."""
    names = [argument for argument, things in there.things.items() if set(things) != {"public"}]
    values = {argument: actor.foreign(there, argument) for argument in names}
    values["organisation_id"] = there.id
    values["person_id"] = there.people["alice"].id
    short = {argument.removesuffix("_id"): value for argument, value in values.items()}
    named = {field: values[argument] for field, argument in FIELDS.items()}
    return values | short | named | {"tenant": there.id, "assignee": values["membership_id"]}


def _pair(mine: Request, words: str, place: str, fields: dict[str, Any]) -> tuple[Request, Request]:
    random = {name: random_like(value) for name, value in fields.items()}
    return _with(mine, words, place, fields), _with(mine, words, place, random)


def _with(mine: Request, words: str, place: str, fields: dict[str, Any]) -> Request:
    texts = {name: str(value) for name, value in fields.items()}
    headers = {"X-Organisation": texts["organisation_id"], "X-Tenant": texts["tenant"]}
    request = replace(mine, target=f"{mine.target} {words}", headers=headers)
    return replace(request, **{place: getattr(mine, place) | texts})
