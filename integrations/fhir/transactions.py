"""What a request asks to take in: one resource, or the entries of a transaction Bundle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from integrations.fhir import elements, profile
from integrations.fhir.outcomes import Issue, Rejected
from integrations.fhir.profile import Told
from integrations.fhir.reading import Resource

MOST_ENTRIES = 100
URL = re.compile(r"(?P<type>[A-Za-z]+)(?:/(?P<id>[^/?]+))?(?:\?(?P<query>.+))?")
SEARCHED = "identifier"


@dataclass(frozen=True, slots=True)
class Item:
    """One resource to take in, and where it stood in the request."""

    resource_type: str
    identifier: str
    version: int
    told: Told
    full_url: str = ""
    wanted_id: str | None = None
    expression: str = ""


def single(resource: Resource, *, wanted_id: str | None = None) -> Item:
    """The item of a POST, or of a PUT to an id."""
    name = resource["resourceType"]
    if wanted_id is not None and resource.get("id") != wanted_id:
        raise Rejected(400, Issue("invalid", "The id must be that of the address.", f"{name}.id"))
    return _item(resource, wanted_id=wanted_id)


def bundle(resource: Resource) -> list[Item]:
    """The items of a transaction, in the order of its entries."""
    if resource.get("type") != "transaction":
        raise Rejected(422, Issue("not-supported", "Only a transaction is accepted.", "Bundle.type"))
    entries = resource.get("entry") or []
    if not 1 <= len(entries) <= MOST_ENTRIES:
        raise Rejected(422, Issue("too-long", f"From 1 to {MOST_ENTRIES} entries.", "Bundle.entry"))
    items = [_entry(entry, f"Bundle.entry[{index}]") for index, entry in enumerate(entries)]
    _refuse_twins(items)
    return items


def _entry(entry: dict[str, Any], path: str) -> Item:
    resource, request = entry.get("resource"), entry.get("request")
    if not isinstance(resource, dict) or not isinstance(request, dict):
        raise Rejected(422, Issue("required", "A resource and a request.", path))
    if resource.get("resourceType") not in profile.READERS:
        raise Rejected(422, Issue("not-supported", "This type is not accepted.", f"{path}.resource"))
    for condition in ("ifNoneExist", "ifMatch", "ifNoneMatch", "ifModifiedSince"):
        if condition in request:
            raise Rejected(422, Issue("not-supported", "Conditions are not accepted.", path))
    wanted_id, query = _target(request, resource["resourceType"], path)
    if wanted_id is not None and resource.get("id") != wanted_id:
        raise Rejected(422, Issue("invalid", "The id must be that of the request.", path))
    try:
        item = _item(resource, wanted_id=wanted_id, full_url=entry.get("fullUrl") or "", expression=path)
    except Rejected as rejected:
        raise rejected.within(f"{path}.resource") from None
    if query is not None and query != [(SEARCHED, item.identifier)]:
        raise Rejected(422, Issue("invalid", "Search by the identifier of this resource.", path))
    return item


def _target(request: dict[str, Any], name: str, path: str) -> tuple[str | None, list[tuple[str, str]] | None]:
    method, match = request.get("method"), URL.fullmatch(request.get("url") or "")
    if match is None or match["type"] != name:
        raise Rejected(422, Issue("invalid", "The url of the request names the type of the resource.", path))
    query = parse_qsl(match["query"]) if match["query"] else None
    if method == "POST" and match["id"] is None and query is None:
        return None, None
    if method == "PUT" and (match["id"] is None) != (query is None):
        return match["id"], query
    raise Rejected(422, Issue("not-supported", "POST to a type, or PUT to an id or an identifier.", path))


def _item(resource: Resource, *, wanted_id: str | None, full_url: str = "", expression: str = "") -> Item:
    name = resource["resourceType"]
    elements.refuse_modifiers(resource, name)
    return Item(
        resource_type=name,
        identifier=elements.identity(resource, name),
        version=elements.version(resource, name),
        told=profile.READERS[name](resource),
        full_url=full_url,
        wanted_id=wanted_id,
        expression=expression,
    )


def _refuse_twins(items: list[Item]) -> None:
    identities = {(item.resource_type, item.identifier) for item in items}
    urls = [item.full_url for item in items if item.full_url]
    if len(identities) < len(items) or len(set(urls)) < len(urls):
        raise Rejected(422, Issue("duplicate", "A resource stands in it twice.", "Bundle.entry"))
