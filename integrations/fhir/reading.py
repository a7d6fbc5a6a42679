"""From bytes to a resource that is valid FHIR R4, or to a refusal that says where it is not."""

from __future__ import annotations

import importlib
import re
from typing import Any

import orjson
from pydantic import ValidationError

from integrations.fhir.outcomes import Issue, Rejected

LARGEST = 1024 * 1024
DEEPEST = 24
MOST_ISSUES = 20
CONTENT_TYPES = {"application/fhir+json", "application/json"}
TYPES = ("Patient", "Appointment", "DiagnosticReport", "Encounter", "Bundle")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Resource = dict[str, Any]
# How the validator names a fault -> issue type.
CODES = {"missing": "required", "extra_forbidden": "structure", "string_too_long": "too-long"}


def read(body: bytes, content_type: str, *, expected: str) -> Resource:
    """Return the resource of the expected type; raises `Rejected`."""
    check_content_type(content_type)
    resource = parse(body)
    found = resource.get("resourceType")
    if not isinstance(found, str):
        raise Rejected(400, Issue("structure", "There is no resourceType.", "resourceType"))
    if found != expected:
        raise Rejected(400, Issue("invalid", f"A {expected} belongs here.", "resourceType"))
    validate(resource, expected)
    return resource


def check_content_type(content_type: str) -> None:
    """JSON in UTF-8 only."""
    media, *parameters = [part.strip().lower() for part in content_type.split(";")]
    charset = next((p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    if media not in CONTENT_TYPES or charset not in ("utf-8", "utf8"):
        raise Rejected(415, Issue("not-supported", "Send application/fhir+json in UTF-8."))


def parse(body: bytes) -> Resource:
    """JSON within the limits of size and depth, without control characters."""
    if len(body) > LARGEST:
        raise Rejected(413, Issue("too-long", f"At most {LARGEST} bytes."))
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Rejected(400, Issue("structure", f"This is not JSON: line {error.lineno}.")) from None
    if not isinstance(content, dict):
        raise Rejected(400, Issue("structure", "A resource is a JSON object."))
    _check_values(content, depth=1)
    return content


def validate(resource: Resource, name: str) -> None:
    """Check against the definition of the resource in FHIR R4 (4.3, which is the same for these)."""
    # Late: the models take a third of a second to load, and most processes never need them.
    module = importlib.import_module(f"fhir.resources.R4B.{name.lower()}")
    try:
        getattr(module, name).model_validate(resource)
    except ValidationError as error:
        raise Rejected(422, *_issues(error, name)) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise Rejected(422, Issue("invalid", f"This is not a valid {name}.", name)) from None


def _issues(error: ValidationError, name: str) -> list[Issue]:
    issues = []
    for fault in error.errors(include_url=False, include_input=False, include_context=False)[:MOST_ISSUES]:
        code = CODES.get(fault["type"], "value" if "parsing" in fault["type"] else "invalid")
        issues.append(Issue(code, _sentence(code), _path(name, fault["loc"])))
    return issues


def _sentence(code: str) -> str:
    return {
        "required": "This element must be there.",
        "structure": "FHIR R4 has no such element here.",
        "value": "This value has another form than FHIR R4 gives it.",
        "too-long": "This value is too long.",
    }.get(code, "This is not valid in FHIR R4.")


def _path(name: str, location: tuple[int | str, ...]) -> str:
    path = name
    for part in location:
        # An element name that FHIR does not know is the sender's own text.
        known = isinstance(part, str) and re.fullmatch(r"[A-Za-z_]\w{0,40}", part)
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if known else ".?"
    return path


def _check_values(value: Any, *, depth: int) -> None:
    if depth > DEEPEST:
        raise Rejected(400, Issue("structure", f"Nested deeper than {DEEPEST} levels."))
    if isinstance(value, str):
        if CONTROL.search(value):
            raise Rejected(400, Issue("value", "A text holds a control character."))
    elif isinstance(value, dict):
        for key, each in value.items():
            _check_values(key, depth=depth)
            _check_values(each, depth=depth + 1)
    elif isinstance(value, list):
        for each in value:
            _check_values(each, depth=depth + 1)
