"""From a file to a Questionnaire whose structure is FHIR R4, or to a refusal that says where it is not."""

from __future__ import annotations

import importlib
import re
from typing import Any

import orjson
from django.utils.translation import gettext as _
from pydantic import ValidationError

from questionnaires.fhir.unfit import Unfit

LARGEST = 512 * 1024
DEEPEST = 40
# As FHIR R4 writes them in JSON. The models take the text "false" for no, and who reads the list for yes.
BOOLEANS = {
    *("required", "repeats", "readOnly", "initialSelected", "experimental"),
    *("valueBoolean", "answerBoolean"),
}
NUMBERS = {"maxLength", "valueInteger", "answerInteger", "valueDecimal", "answerDecimal"}
# FHIR leaves room for saying why one of these is not there; a list cannot be asked without.
NEEDED = {"linkId", "type", "question", "code"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Resource = dict[str, Any]


def read(body: bytes) -> Resource:
    """The Questionnaire of a file; raises `Unfit`."""
    if len(body) > LARGEST:
        raise Unfit("", _("This file is too large for a question list (at most 512 kB)."))
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unfit("", _("This is not JSON: line %(line)d.") % {"line": error.lineno}) from None
    if not isinstance(content, dict) or content.get("resourceType") != "Questionnaire":
        raise Unfit("resourceType", _("A FHIR Questionnaire belongs here."))
    _check_values(content, path="", depth=1)
    _check_structure(content)
    return content


def _check_structure(content: Resource) -> None:
    # Late: the models take a third of a second to load, and few processes ever import a list.
    # R4B (4.3) has the same Questionnaire as R4 (4.0.1).
    module = importlib.import_module("fhir.resources.R4B.questionnaire")
    try:
        module.Questionnaire.model_validate(content)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise Unfit(_path(fault["loc"]), _sentence(fault["type"])) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise Unfit("Questionnaire", _("This is not valid in FHIR R4.")) from None


def _sentence(kind: str) -> str:
    if "missing" in kind or "required" in kind:
        return _("This element must be there.")
    if kind == "extra_forbidden":
        return _("FHIR R4 has no such element here.")
    return _("This value has another form than FHIR R4 gives it.")


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        # An element name that FHIR does not know is the sender's own text.
        known = isinstance(part, str) and re.fullmatch(r"[A-Za-z_]\w{0,40}", part)
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if known else ".?"
    return path.lstrip(".")


def _check_values(value: Any, *, path: str, depth: int) -> None:
    if depth > DEEPEST:
        raise Unfit(path.lstrip("."), _("This is nested too deeply."))
    if isinstance(value, str) and CONTROL.search(value):
        raise Unfit(path.lstrip("."), _("This text holds a control character."))
    if isinstance(value, dict):
        for key, each in value.items():
            _check_values(key, path=path, depth=depth)
            _check_kind(key, each, value, f"{path}.{key}")
            _check_values(each, path=f"{path}.{key}", depth=depth + 1)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            _check_values(each, path=f"{path}[{place}]", depth=depth + 1)


def _check_kind(key: str, value: Any, element: Resource, path: str) -> None:
    is_in_quantity = key == "value" and path.endswith("Quantity.value")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if (
        value is None
        or (key in BOOLEANS and not isinstance(value, bool))
        or ((key in NUMBERS or is_in_quantity) and not is_number)
    ):
        raise Unfit(path.lstrip("."), _sentence("type"))
    if key.startswith("_") and key[1:] in NEEDED - element.keys():
        raise Unfit(path.lstrip(".").replace(key, key[1:]), _sentence("missing"))
