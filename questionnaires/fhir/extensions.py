"""The extensions of a Questionnaire that are understood here, and those that would change it if left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
# Ours, under a name that is nobody's (docs/decisions/0013).
# How a score is worked out (in a Questionnaire), and what it was (in a QuestionnaireResponse).
OURS = "https://beterdichtbij.invalid/fhir/StructureDefinition/"
SCORE = f"{OURS}questionnaire-score"
SCORE_VALUE = f"{OURS}questionnaireresponse-score"
WEIGHTS = (f"{HL7}ordinalValue", f"{HL7}itemWeight", f"{HL7}valueset-ordinalValue")
TRANSLATION = f"{HL7}translation"
HIDDEN = f"{HL7}questionnaire-hidden"
UNIT = f"{HL7}questionnaire-unit"
UNIT_OPTION = f"{HL7}questionnaire-unitOption"
LEAST, MOST = f"{HL7}minValue", f"{HL7}maxValue"
DECIMALS = f"{HL7}maxDecimalPlaces"
# Left out, they would ask, require or fill in something else than the list means.
NOT_LEFT_OUT = {
    f"{HL7}cqf-expression",
    f"{HL7}regex",
    f"{HL7}questionnaire-constraint",
    f"{HL7}targetConstraint",
    f"{SDC}sdc-questionnaire-enableWhenExpression",
    f"{SDC}sdc-questionnaire-answerExpression",
    f"{SDC}sdc-questionnaire-calculatedExpression",
}


def extensions(element: Mapping[str, Any], url: str) -> Iterator[Mapping[str, Any]]:
    """The extensions of an element with this address."""
    return (each for each in element.get("extension") or [] if each.get("url") == url)


def extension(element: Mapping[str, Any], url: str) -> Mapping[str, Any]:
    """The first of them, or an empty one."""
    return next(extensions(element, url), {})


def weight(*elements: Mapping[str, Any]) -> Decimal | None:
    """What an option counts; the extension may stand on the option or on its coding."""
    for element in elements:
        for url in WEIGHTS:
            value = extension(element, url).get("valueDecimal")
            if value is not None:
                return Decimal(str(value))
    return None


def text(element: Mapping[str, Any], name: str, language: str) -> str:
    """A text of an element, in this language where the list has it so."""
    for each in extensions(element.get(f"_{name}") or {}, TRANSLATION):
        parts = {part.get("url"): part for part in each.get("extension") or []}
        found = parts.get("lang", {}).get("valueCode", "")
        if language and found.split("-")[0] == language.split("-")[0]:
            return str(parts.get("content", {}).get("valueString", "")) or str(element.get(name) or "")
    return str(element.get(name) or "")
