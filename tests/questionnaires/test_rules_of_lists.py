"""Conditions, scores, plots and limits, without a database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import checking
from questionnaires.enabling import Enabling, kept
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.response import About, answers_of, draft, response
from questionnaires.models import AnswerRule
from questionnaires.plot import plot
from questionnaires.rules import holds
from questionnaires.scoring import scores
from questionnaires.screens import following, screens
from questionnaires.setting_up import matters
from questionnaires.values import Answer, Coding, Kind, Quantity
from tests.questionnaires.lists import CODES, SIDE_EFFECTS, a_list, option, question, score, when

YES, NO = Answer(Kind.BOOLEAN, True), Answer(Kind.BOOLEAN, False)


def number(value):
    return Answer(Kind.INTEGER, value)


@pytest.mark.parametrize(
    ("operator", "wanted", "answer", "is_asked"),
    [
        pytest.param("exists", {"answerBoolean": True}, (number(3),), True, id="exists"),
        pytest.param("exists", {"answerBoolean": True}, (), False, id="exists-not"),
        pytest.param("exists", {"answerBoolean": False}, (), True, id="empty"),
        pytest.param("=", {"answerInteger": 3}, (number(3),), True, id="equal"),
        pytest.param("=", {"answerInteger": 3}, (), False, id="equal-to-nothing"),
        pytest.param("!=", {"answerInteger": 3}, (number(4),), True, id="other"),
        pytest.param("!=", {"answerInteger": 3}, (), True, id="other-than-nothing"),
        pytest.param(">", {"answerInteger": 3}, (number(3),), False, id="more"),
        pytest.param(">=", {"answerInteger": 3}, (number(3),), True, id="at-least"),
        pytest.param("<", {"answerInteger": 3}, (number(2),), True, id="less"),
        pytest.param("<=", {"answerDecimal": 3.5}, (number(4),), False, id="at-most"),
    ],
)
def test_every_comparison_of_fhir(operator, wanted, answer, is_asked):
    definition = parse(
        a_list(question("getal", "integer"), question("b", enableWhen=when("getal", operator, **wanted)))
    )
    assert Enabling(definition, {"getal": answer} if answer else {}).is_enabled("b") is is_asked


def test_quantities_compare_in_the_same_unit_only_and_codings_by_system_and_code():
    weeks, days = Quantity(Decimal(2), "weken"), Quantity(Decimal(14), "dagen")
    assert Answer(Kind.QUANTITY, weeks).compare(Answer(Kind.QUANTITY, days)) is None
    assert Answer(Kind.CODING, Coding("a", "s", "x")).is_equal(Answer(Kind.CODING, Coding("a", "s", "y")))
    assert not Answer(Kind.CODING, Coding("a", "s")).is_equal(Answer(Kind.CODING, Coding("a", "t")))


def chain(length, conditions):
    """Question 0, and each next one under a condition on an earlier one."""
    items = [question("0")]
    for place in range(1, length):
        earlier, wanted, is_any = conditions[place]
        more = {"enableWhen": when(str(earlier % place), "=", answerBoolean=wanted)}
        more["enableWhen"] += when(str((earlier + 1) % place), "!=", answerBoolean=wanted)
        items.append(question(str(place), enableBehavior="any" if is_any else "all", **more))
    return parse(a_list(*items))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), min_size=8, max_size=8),
    st.dictionaries(
        st.sampled_from([str(each) for each in range(8)]), st.sampled_from([YES, NO]), max_size=8
    ),
)
def test_what_is_kept_asks_the_same_questions_and_keeping_twice_is_keeping_once(conditions, chosen):
    definition = chain(8, conditions)
    answers = {name: (answer,) for name, answer in chosen.items()}
    counted = kept(definition, answers)

    assert kept(definition, counted) == counted
    assert [each.number for each in screens(definition, counted)] == [
        each.number for each in screens(definition, answers)
    ]
    assert set(counted) <= {each.item.link_id for each in screens(definition, answers)}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), min_size=8, max_size=8),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_going_from_question_to_question_always_ends_and_then_nothing_is_missing(conditions, said):
    definition = chain(8, conditions)
    answers, at = {}, 0
    while (screen := following(screens(definition, answers), at)) is not None:
        answers[screen.item.link_id] = (YES if said[screen.number - 1] else NO,)
        at = screen.number
    assert not checking.problems(definition, answers)


def test_an_answer_that_no_longer_counts_neither_blocks_nor_is_sent_nor_scored():
    definition = parse(SIDE_EFFECTS)
    severe = Answer(Kind.CODING, Coding("ernstig", CODES))
    answers = {"last": (YES,), "hoe-erg": (severe,)}
    assert [each.value for each in scores(definition, kept(definition, answers))] == [3]

    answers["last"] = (NO,)
    assert kept(definition, answers) == {"last": (NO,)}
    assert not checking.problems(definition, answers) and not scores(definition, kept(definition, answers))
    assert [each.number for each in checking.problems(definition, {"last": (YES,)})] == [2]


def test_a_rule_can_be_about_an_option_that_is_a_text_or_a_number():
    texts = question("vaak", "choice", answerOption=[{"valueString": "Elke dag"}, {"valueString": "Nooit"}])
    numbers = question("cijfer", "integer", answerOption=[{"valueInteger": 3}, {"valueInteger": 7}])
    offered = {each.words: each for each in matters(parse(a_list(texts, numbers)))}
    given = {"vaak": (Answer(Kind.STRING, "Elke dag"),), "cijfer": (number(7),)}
    found = {words: AnswerRule(**each.about(None)) for words, each in offered.items()}
    assert {words for words, rule in found.items() if holds(rule, given, [])} == {
        "Vraag vaak? — Elke dag",
        "Vraag cijfer? — 7",
    }


def test_a_sum_or_a_mean_of_a_group_and_of_a_number_that_is_named():
    weights = [option("a", "A", 1), option("b", "B", 2)]
    group = {"linkId": "g", "type": "group", "text": "G"}
    group["item"] = [question(name, "choice", answerOption=weights) for name in ("x", "y")]
    named = [score("Som", "sum", "g", "n"), score("Gemiddeld", "mean", "g")]
    definition = parse(a_list(group, question("n", "integer"), extension=named))
    one, two = (Answer(Kind.CODING, Coding(code, CODES)) for code in "ab")

    found = scores(definition, {"x": (one,), "y": (two,), "n": (number(5),)})
    assert [(each.name, each.value) for each in found] == [("Som", 8), ("Gemiddeld", Decimal("1.50"))]
    assert [each.name for each in scores(definition, {"n": (number(5),)})] == ["Som"]


def test_what_stands_under_a_question_is_asked_after_an_answer_and_stands_in_it():
    under = question("a.1", "string")
    definition = parse(a_list(question("a", item=[under]), question("b")))
    assert [each.item.link_id for each in screens(definition, {})] == ["a", "b"]
    answers = {"a": (YES,), "a.1": (Answer(Kind.STRING, "Ja hoor"),)}
    assert [each.item.link_id for each in screens(definition, answers)] == ["a", "a.1", "b"]

    from uuid import uuid4

    about = About(uuid4(), "https://x|1", uuid4(), "Rita", True, datetime.now(UTC), "nl")
    resource = json.loads(json.dumps(response(about, definition, answers, [])))
    assert resource["item"][0]["answer"][0]["item"][0]["answer"] == [{"valueString": "Ja hoor"}]
    assert answers_of(resource) == answers == answers_of(json.loads(json.dumps(draft(answers))))
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

    assert QuestionnaireResponse.model_validate(resource).author.display == "Rita"


LIMITS = [
    {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
    {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10},
]


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        pytest.param("integer", "7", number(7), id="integer"),
        pytest.param("decimal", "7,5", Answer(Kind.DECIMAL, Decimal("7.5")), id="comma"),
        pytest.param("date", "2026-11-22", Answer(Kind.DATE, "2026-11-22"), id="date"),
        pytest.param("time", "09:30", Answer(Kind.TIME, "09:30:00"), id="time"),
        pytest.param(
            "dateTime", "2026-11-22T09:30", Answer(Kind.DATE_TIME, "2026-11-22T09:30:00+01:00"), id="moment"
        ),
        pytest.param("string", " Ja ", Answer(Kind.STRING, "Ja"), id="string"),
        pytest.param("integer", "11", None, id="too-much"),
        pytest.param("integer", "7,5", None, id="not-whole"),
        pytest.param("decimal", "veel", None, id="no-number"),
        pytest.param("date", "2026-02-30", None, id="no-day"),
        pytest.param("time", "25:00", None, id="no-time"),
        pytest.param("dateTime", "0001-01-01T00:00", None, id="before-all-years"),
        pytest.param("string", "", None, id="empty-and-needed"),
        pytest.param("string", "x" * 31, None, id="too-long"),
    ],
)
def test_what_is_typed_becomes_an_answer_or_is_refused_with_a_sentence(kind, text, wanted):
    extension = LIMITS if kind in ("integer", "decimal") else []
    item = parse(a_list(question("a", kind, required=True, maxLength=30, extension=extension))).items[0]
    form = QueryDict(mutable=True)
    form["antwoord"] = text
    if wanted is None:
        with pytest.raises(checking.NotGood):
            checking.typed(item, form)
    else:
        assert checking.typed(item, form) == (wanted,)


def test_a_plot_stands_on_round_numbers_and_time_runs_evenly():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    drawn = plot([(start + timedelta(days=day), Decimal(value)) for day, value in ((0, 3), (1, 7), (10, 5))])
    assert [each.value for each in drawn.rules] == [0, 2, 4, 6, 8]
    gaps = [two.x - one.x for one, two in zip(drawn.points, drawn.points[1:], strict=False)]
    assert gaps[1] == pytest.approx(9 * gaps[0], rel=0.02) and drawn.points[1].y < drawn.points[0].y
    assert len(plot([(start, Decimal("37.5")), (start, Decimal("-2"))]).rules) == 5
