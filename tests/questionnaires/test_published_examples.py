"""Every example that HL7 published with FHIR R4: it imports, or is refused with the element named.

Where the files come from stands in `tests/vendor/VENDORED.md`; why, in docs/subsystems/questionnaires.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from carepaths.fhir.elements import FileRefused
from carepaths.fhir.reading import from_bytes
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.reading import read
from questionnaires.fhir.unfit import Unfit
from questionnaires.screens import all_screens

FOLDER = Path(__file__).resolve().parent.parent / "vendor" / "fhir-r4-examples"
# How many questions are asked, or which element is to blame.
LISTS = {
    "3141": "item[0].item[0].text",
    "bb": 10,
    "f201": 7,
    "gcs": "item[0].text",
    "phq-9-questionnaire": "url",
    "qs1": "item[0].item[0].linkId",
    "zika-virus-exposure-assessment": 6,
}
# A path is imported from a file that says everything a path needs; these say other things.
PLANS = {
    "chlamydia-screening-intervention": "PlanDefinition.identifier",
    "options-example": "PlanDefinition.contained",
    "protocol-example": "PlanDefinition.contained",
}


def names(kind: str) -> set[str]:
    return {path.stem.removeprefix(f"{kind}-") for path in FOLDER.glob(f"{kind}-*.json")}


def body(kind: str, name: str) -> bytes:
    return (FOLDER / f"{kind}-{name}.json").read_bytes()


def test_every_example_is_looked_at():
    assert names("Questionnaire") == set(LISTS) and names("PlanDefinition") == set(PLANS)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_published_list_imports_or_is_refused_with_the_element_named(name):
    expected = LISTS[name]
    if isinstance(expected, int):
        assert len(all_screens(parse(read(body("Questionnaire", name))))) == expected
        return
    with pytest.raises(Unfit) as refused:
        parse(read(body("Questionnaire", name)))
    assert refused.value.element == expected


@pytest.mark.parametrize("name", sorted(PLANS))
def test_a_published_plan_is_refused_with_the_element_named(name):
    with pytest.raises(FileRefused) as refused:
        from_bytes(body("PlanDefinition", name))
    assert refused.value.element == PLANS[name]
