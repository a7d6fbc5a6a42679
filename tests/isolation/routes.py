"""Every URL there is, from the resolver itself, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Route:
    """One address: its full name, its template, and the arguments in it."""

    name: str
    template: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    def path(self, values: dict[str, Any]) -> str:
        """The address with these arguments filled in."""
        address = self.template
        for argument in self.arguments:
            address = address.replace(f"<{argument}>", quote(str(values[argument]), safe=""))
        return address

    @property
    def is_async(self) -> bool:
        return iscoroutinefunction(self.view)

    @property
    def is_for_programs(self) -> bool:
        return self.template.startswith(("/api/", "/fhir/"))


def all_routes(resolver: URLResolver | None = None) -> Iterator[Route]:
    yield from _routes(resolver or get_resolver(), "/", "", ())


def _routes(resolver: URLResolver, prefix: str, namespace: str, outer: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        assert isinstance(entry.pattern, RoutePattern), (
            f"{entry} is no plain path(); the judge cannot read it"
        )
        template = prefix + _template(entry.pattern)
        arguments = (*outer, *entry.pattern.converters)
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else template
            yield Route(name, template, arguments, entry.callback)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _routes(entry, template, inner, arguments)


def _template(pattern: RoutePattern) -> str:
    """The route with `<uuid:name>` as `<name>`."""
    route = str(pattern)
    for argument in pattern.converters:
        for converter in ("uuid", "int", "str", "slug", "path", "date"):
            route = route.replace(f"<{converter}:{argument}>", f"<{argument}>")
    return route
