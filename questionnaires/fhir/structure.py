"""Whether a resource has the structure that FHIR R4 gives it."""

from __future__ import annotations

import importlib
import re
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from questionnaires.fhir.unfit import Unfit


def check_structure(content: dict[str, Any], *, resource: str = "Questionnaire") -> None:
    """Raise `Unfit` with the first element that is not as FHIR R4 has it."""
    # Late: the models take a third of a second to load, and few processes ever import a file.
    # R4B (4.3) has the same of what is read here as R4 (4.0.1).
    module = importlib.import_module(f"fhir.resources.R4B.{resource.lower()}")
    try:
        getattr(module, resource).model_validate(content)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise Unfit(_path(fault["loc"]), sentence(fault["type"])) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise Unfit(resource, _("This is not valid in FHIR R4.")) from None


def sentence(kind: str) -> str:
    """What is wrong, in words; `kind` is the fault as the models name it."""
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
