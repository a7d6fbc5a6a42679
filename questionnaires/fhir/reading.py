"""From a file to a Questionnaire whose structure is FHIR R4, or to a refusal that says where it is not."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.utils.translation import gettext as _

from questionnaires.fhir.structure import check_structure, sentence
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
    check_structure(content)
    return content


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
        raise Unfit(path.lstrip("."), sentence("type"))
    if key.startswith("_") and key[1:] in NEEDED - element.keys():
        raise Unfit(path.lstrip(".").replace(key, key[1:]), sentence("missing"))
