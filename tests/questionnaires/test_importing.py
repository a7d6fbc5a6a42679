"""What is imported, and what is refused with the element named; shapes of the published FHIR R4 examples."""

from __future__ import annotations

import json

import pytest

from questionnaires import ready_made
from questionnaires.actions.editions import import_edition
from questionnaires.definition import ItemType
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.reading import LARGEST, read
from questionnaires.fhir.unfit import Unfit
from questionnaires.models import QuestionnaireEdition
from rowsecurity.scopes import job_scope
from tests.questionnaires.lists import a_list, asked, coding, option, question, score, when

NUMBER = question("getal", "integer")
CHOICE = question("keuze", "choice", answerOption=[option("a", "A"), option("b", "B")])
GROUP = {"linkId": "groep", "type": "group", "text": "Groep"}
CALCULATED = {
    "url": "http://hl7.org/fhir/StructureDefinition/cqf-expression",
    "valueExpression": {"language": "text/cql", "expression": "Total"},
}
VALUES = {
    "resourceType": "ValueSet",
    "id": "wakker",
    "status": "active",
    "compose": {"include": [{"system": "http://loinc.org", "concept": [{"code": "1", "display": "Ja"}]}]},
}


def unfit(content):
    with pytest.raises(Unfit) as refused:
        parse(read(json.dumps(content).encode()))
    return refused.value.element


@pytest.mark.parametrize(
    ("element", "content"),
    [
        pytest.param("resourceType", {"resourceType": "Patient"}, id="another-resource"),
        pytest.param("url", {k: v for k, v in a_list(NUMBER).items() if k != "url"}, id="no-address"),
        pytest.param("item", a_list(), id="nothing-asked"),
        pytest.param("item", a_list(GROUP), id="only-a-heading"),
        pytest.param("subjectType", a_list(NUMBER, subjectType=["Device"]), id="about-a-device"),
        pytest.param("status", a_list(NUMBER, status="retired"), id="withdrawn"),
        pytest.param("item[0].type", a_list(question("a", "reference")), id="type-reference"),
        pytest.param("item[0].type", a_list(question("a", "attachment")), id="type-attachment"),
        pytest.param("item[0].text", a_list({"linkId": "1.1", "type": "boolean"}), id="no-words"),
        pytest.param("item[1].linkId", a_list(NUMBER, NUMBER), id="linkid-twice"),
        pytest.param(
            "item[0].repeats", a_list(GROUP | {"repeats": True, "item": [NUMBER]}), id="group-repeats"
        ),
        pytest.param("item[0].extension[0]", a_list(NUMBER | {"extension": [CALCULATED]}), id="calculated"),
        pytest.param(
            "item[0].answerValueSet",
            a_list(question("a", "choice", answerValueSet="http://x.org/vs")),
            id="elsewhere",
        ),
        pytest.param(
            "item[0].answerValueSet", a_list(question("a", "choice", answerValueSet="#b")), id="not-there"
        ),
        pytest.param("item[0].answerOption", a_list(question("a", "choice")), id="no-choice"),
        pytest.param(
            "item[0].answerOption",
            a_list(NUMBER | {"type": "decimal", "answerOption": [{"valueInteger": 1}]}),
            id="odd",
        ),
        pytest.param(
            "item[0].item[0].enableWhen[0].question",
            a_list(GROUP | {"item": [question("b", enableWhen=when("nergens"))]}),
            id="condition-on-nothing",
        ),
        pytest.param(
            "item[1].enableWhen[0].question",
            a_list(GROUP | {"item": [NUMBER]}, question("b", enableWhen=when("groep"))),
            id="condition-on-a-group",
        ),
        pytest.param(
            "item[1].enableWhen[0].answerBoolean",
            a_list(NUMBER, question("b", enableWhen=when("getal"))),
            id="kind",
        ),
        pytest.param(
            "item[1].enableWhen[0].operator",
            a_list(CHOICE, question("b", enableWhen=when("keuze", ">", answerCoding=coding("a", "A")))),
            id="order-of-a-choice",
        ),
        pytest.param(
            "item[1].enableBehavior",
            a_list(NUMBER, question("b", enableWhen=when("b") + when("getal"))),
            id="all-or-any",
        ),
        pytest.param(
            "item[1].enableWhen",
            a_list(question("a", enableWhen=when("b")), question("b", enableWhen=when("a"))),
            id="a-circle",
        ),
        pytest.param(
            "item[0].initial[0]", a_list(NUMBER | {"initial": [{"valueString": "x"}]}), id="initial"
        ),
        pytest.param(
            "extension[0].extension", a_list(NUMBER, extension=[score("S", "median")]), id="formula"
        ),
        pytest.param(
            "extension[0].extension", a_list(NUMBER, extension=[score("S", "sum", "niets")]), id="of-nothing"
        ),
        pytest.param("item[0].nooit", a_list(NUMBER | {"nooit": 1}), id="no-such-element"),
    ],
)
def test_what_cannot_be_asked_as_it_was_meant_is_refused_with_its_element(element, content):
    assert unfit(content) == element


def test_a_file_that_is_no_json_or_too_large_is_refused():
    for body in (b"{", b"[]", b" " * (LARGEST + 1)):
        with pytest.raises(Unfit):
            read(body)


def test_answers_from_a_value_set_inside_the_list_and_texts_in_another_language():
    translated = {
        "extension": [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Awake?"}]
    }
    translated["url"] = "http://hl7.org/fhir/StructureDefinition/translation"
    item = question(
        "1", "choice", text="Wakker?", _text={"extension": [translated]}, answerValueSet="#wakker"
    )
    content = read(json.dumps(a_list(item, contained=[VALUES])).encode())

    english = parse(content, "en")
    assert (english.items[0].text, english.items[0].options[0].label) == ("Awake?", "Ja")
    assert parse(content, "tr").items[0].text == "Wakker?"


@pytest.mark.parametrize("kind", [each.value for each in ItemType if each not in ("group", "display")])
def test_every_type_that_is_asked_is_imported(kind):
    options = {"answerOption": [option("a", "A")]} if "choice" in kind else {}
    assert parse(read(json.dumps(a_list(question("a", kind, **options))).encode())).items[0].type == kind


@pytest.mark.parametrize("name", ready_made.NAMES)
def test_the_lists_in_the_box_are_good(name):
    assert parse(read(ready_made.content(name))).title


def test_an_edition_never_changes_once_it_is_in_use(lindeborg):
    request = asked(lindeborg, a_list(NUMBER))
    with job_scope(lindeborg.id):
        same = import_edition(body=json.dumps(a_list(NUMBER)).encode())
        assert same.id == request.edition_id
        with pytest.raises(Unfit) as refused:
            import_edition(body=json.dumps(a_list(NUMBER, title="Anders")).encode())
        assert refused.value.element == "version"
        newer = import_edition(body=json.dumps(a_list(NUMBER, title="Anders", version="2")).encode())
        assert QuestionnaireEdition.objects.count() == 2 and newer.title == "Anders"


MANY = [{"valueInteger": number} for number in range(301)]
CHAIN = [question(f"v{n}", enableWhen=when(f"v{n + 1}")) for n in range(150)]
CONCEPTS = [{"code": str(number), "display": "Ja"} for number in range(301)]


@pytest.mark.parametrize(
    ("element", "content"),
    [
        pytest.param("item[0].required", a_list(NUMBER | {"required": "false"}), id="yes-or-no-as-text"),
        pytest.param("item[0].maxLength", a_list(question("a", "text", maxLength="5")), id="number-as-text"),
        pytest.param("item[0].prefix", a_list(NUMBER | {"prefix": None}), id="null"),
        pytest.param(
            "item[0].initial[0].valueQuantity.value",
            a_list(question("a", "quantity", initial=[{"valueQuantity": {"value": "1"}}])),
            id="quantity-as-text",
        ),
        pytest.param(
            "item[0].linkId",
            a_list(
                {"type": "boolean", "text": "?", "_linkId": {"extension": [{"url": "x", "valueString": "y"}]}}
            ),
            id="said-why-not-there",
        ),
    ],
)
def test_what_the_models_of_fhir_let_pass_and_nobody_can_ask(element, content):
    assert unfit(content) == element


@pytest.mark.parametrize(
    ("element", "content"),
    [
        pytest.param("item", a_list(*(question(f"v{n}") for n in range(301))), id="items"),
        pytest.param("item[0].answerOption", a_list(NUMBER | {"answerOption": MANY}), id="options"),
        pytest.param("item[0].initial", a_list(NUMBER | {"repeats": True, "initial": MANY}), id="initial"),
        pytest.param(
            "item[0].answerValueSet",
            a_list(
                question("a", "choice", answerValueSet="#wakker"),
                contained=[VALUES | {"compose": {"include": [{"concept": CONCEPTS}]}}],
            ),
            id="value-set",
        ),
        pytest.param("item[50].enableWhen", a_list(*CHAIN, question("v150")), id="one-by-way-of-the-other"),
    ],
)
def test_a_list_that_would_take_all_day_to_ask_is_refused(element, content):
    assert unfit(content) == element


def test_a_list_of_which_nothing_is_ever_asked_is_refused():
    hidden = question("a", readOnly=True)
    assert unfit(a_list(hidden, question("b", enableWhen=when("a")))) == "item"
