"""What is refused when a version is saved or turned on, with its place."""

from dataclasses import replace
from datetime import time
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from hypothesis import given, settings

from carepaths.actions.paths import create_path, draft_version, new_draft, save_draft, turn_on
from carepaths.actions.writing import content_of
from carepaths.checks import PathRefused, problems_of
from carepaths.conditions import Condition, Kind
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.models import CarePathVersion
from carepaths.ready_made import NAMES, add_ready_made, content, turn_on_ready_made
from rowsecurity.errors import Refused
from tests.carepaths.drafts import CONTENTS

APPOINTMENT = AnchorDraft("appointment", "Afspraak", "appointment")
DAY = AnchorDraft("day", "Eerste dag", "team", has_time=False)
DISCHARGE = AnchorDraft("home", "Ontslag", "discharge")
BUTTONS = [
    {"key": "done", "label": "Gedaan", "effect": "done", "text": ""},
    {"key": "where", "label": "Waar?", "effect": "explain", "text": "Hier"},
]
ASKED = StepDraft(-5, time(9), "Prikken", "Prik", buttons=BUTTONS)
STEP = StepDraft(-2, time(9), "Bericht", "Beste {voornaam}", kind="message")


def found(*steps, anchors=(APPOINTMENT,), triggers=(), **more):
    return {(p.step, p.field) for p in problems_of(PathContent("Pad", steps, anchors, triggers), **more)}


def only_if(*conditions):
    return replace(STEP, conditions=conditions)


@pytest.mark.parametrize(
    ("step", "field"),
    [
        pytest.param(replace(STEP, text="Uw bsn is {bsn}"), "text", id="placeholder"),
        pytest.param(
            replace(STEP, texts={"tr": {"text": "{isim}"}}), "texts.tr", id="placeholder in Turkish"
        ),
        pytest.param(replace(STEP, texts={"xx": {"text": "a"}}), "texts", id="no such language"),
        pytest.param(replace(STEP, anchor="gone"), "anchor", id="no such anchor"),
        pytest.param(replace(STEP, at=None), "at", id="no hour"),
        pytest.param(replace(STEP, anchor="day", unit="hours", at=None), "unit", id="hours from a day"),
        pytest.param(replace(STEP, anchor="home"), "offset", id="before the discharge"),
        pytest.param(replace(STEP, repeat_times=3), "repeat_days", id="repeated without days"),
        pytest.param(replace(STEP, title=""), "title", id="no title"),
        pytest.param(replace(STEP, text=" "), "text", id="no text"),
        pytest.param(replace(STEP, kind="fax"), "kind", id="no such kind"),
        pytest.param(replace(STEP, kind="questionnaire"), "questionnaire", id="no list"),
        pytest.param(replace(ASKED, buttons=BUTTONS[1:], key=uuid4()), "buttons", id="never ready"),
        pytest.param(replace(ASKED, buttons=[], key=uuid4()), "buttons", id="nothing to press"),
        pytest.param(only_if(Condition(Kind.RESULT_IN)), "conditions", id="which result"),
        pytest.param(only_if(Condition(Kind.DONE, step=uuid4())), "conditions", id="no such step"),
        pytest.param(only_if(Condition(Kind.PREFERENCE, value="fax")), "conditions", id="no such contact"),
        pytest.param(
            only_if(Condition(Kind.RELATIVE), Condition(Kind.NO_RELATIVE)), "conditions", id="never together"
        ),
        pytest.param(
            only_if(Condition(Kind.ANSWER, step=ASKED.key, value="no")), "conditions", id="no such button"
        ),
        pytest.param(
            only_if(Condition(Kind.ANSWER, step=ASKED.key, value="where")), "conditions", id="no answer"
        ),
        pytest.param(
            replace(only_if(Condition(Kind.DONE, step=ASKED.key)), offset=-9), "conditions", id="asked later"
        ),
        pytest.param(
            only_if(Condition(Kind.BY_VIDEO), Condition(Kind.NOT_BY_VIDEO)), "conditions", id="both by video"
        ),
    ],
)
def test_a_step_that_cannot_be_is_refused_at_its_place(step, field):
    assert found(ASKED, step, anchors=(APPOINTMENT, DAY, DISCHARGE)) == {(2, field)}


@pytest.mark.parametrize(
    ("anchors", "triggers", "field"),
    [
        pytest.param((replace(DAY, source=""),), (), "source", id="without source"),
        pytest.param((replace(DAY, key="datum"),), (), "key", id="a placeholder"),
        pytest.param((DAY, DAY), (), "key", id="twice"),
        pytest.param((DAY,), (TriggerDraft("result", code="LAB"),), "is_required", id="nobody to enter it"),
        pytest.param((DISCHARGE,), (TriggerDraft("result", code="LAB"),), "source", id="no discharge"),
        pytest.param((), (TriggerDraft("appointment"),), "code", id="which kind"),
        pytest.param((), (TriggerDraft("answer", code="done"),), "of_step", id="answer to what"),
        pytest.param((), (TriggerDraft("answer", code="done", of_step=ASKED.key),), "of_step", id="a loop"),
    ],
)
def test_an_anchor_or_start_that_cannot_be_is_refused(anchors, triggers, field):
    steps = (ASKED,) if triggers and triggers[0].of_step else ()
    assert (None, field) in found(
        *steps, anchors=(*anchors, *((APPOINTMENT,) if steps else ())), triggers=triggers
    )


def test_only_of_an_appointment_is_known_whether_it_is_by_video():
    step = replace(only_if(Condition(Kind.BY_VIDEO)), anchor="day")

    assert found(step, anchors=(DAY,)) == {(1, "conditions")}
    assert found(step, anchors=(APPOINTMENT, DAY)) == set()


def test_steps_that_wait_for_each_other_are_refused_both():
    one, other = (replace(ASKED, key=uuid4(), title=title) for title in ("Een", "Ander"))
    one = replace(one, conditions=(Condition(Kind.DONE, step=other.key),), anchor="day")
    other = replace(other, conditions=(Condition(Kind.ANSWER, step=one.key, value="done"),))

    assert found(one, other, anchors=(APPOINTMENT, DAY)) == {(1, "conditions"), (2, "conditions")}
    assert found(replace(one, conditions=()), other, anchors=(APPOINTMENT, DAY)) == set()


def test_a_draft_may_be_unfinished_and_a_version_that_is_on_may_not():
    assert found() == set()
    assert found(is_turned_on=True) == {(None, "steps"), (None, "triggers")}


def test_a_refusal_says_which_step_and_keeps_the_draft(clinic):
    with clinic.scope():
        version = new_draft(path=clinic.path)
        before = content_of(version)
        wrong = replace(before, steps=(*before.steps, replace(STEP, text="{bsn}")))
        with pytest.raises(PathRefused, match="Stap 3: .*bsn"):
            save_draft(version=version, content=wrong)
        assert content_of(version) == before


def test_two_versions_are_never_on_and_an_older_one_can_be_turned_on_again(clinic):
    with clinic.scope():
        (first,) = CarePathVersion.objects.all()
        second = new_draft(path=clinic.path)
        assert new_draft(path=clinic.path) == second, "one draft at a time"
        turn_on(version=second)
        first.refresh_from_db()
        assert first.state == "retired"
        turn_on(version=first)
        second.refresh_from_db()
        assert (first.state, second.state) == ("active", "retired")


def test_a_version_in_use_is_not_saved(clinic):
    with clinic.scope(), pytest.raises(Refused, match="concept"):
        version = CarePathVersion.objects.get()
        save_draft(version=version, content=content_of(version))


def test_two_paths_do_not_start_with_the_same_appointment(clinic):
    with clinic.scope():
        other = add_ready_made(department=clinic.house.department, name="rheumatology")
        with pytest.raises(PathRefused, match="Controle reuma"):
            turn_on(version=other)


def test_paths_do_not_start_each_other(clinic):
    with clinic.scope():
        one, other = (create_path(department=clinic.house.department, title=title) for title in "AB")
        asks = replace(ASKED, key=uuid4())
        by_hand, by_other = TriggerDraft("by_hand"), TriggerDraft("answer", code="done", of_step=asks.key)
        anchors = (AnchorDraft("start", "Start", "start"),)
        first = replace(ASKED, anchor="start", offset=1)
        asks = replace(asks, anchor="start", offset=1)
        by_first = TriggerDraft("answer", code="done", of_step=first.key)
        loop = draft_version(path=one, steps=[first], triggers=[by_other], anchors=anchors)
        turn_on(
            version=draft_version(path=other, steps=[asks], triggers=[by_hand, by_first], anchors=anchors)
        )
        with pytest.raises(PathRefused, match="elkaar"):
            turn_on(version=loop)


def test_a_start_on_what_nothing_here_asks_is_named(clinic):
    start = TriggerDraft("answer", code="done", of_step=uuid4())
    anchors = (AnchorDraft("start", "Start", "start"),)
    with clinic.scope():
        path = create_path(department=clinic.house.department, title="Van elders")
        version = draft_version(
            path=path, steps=[replace(STEP, anchor="start", offset=1)], triggers=[start], anchors=anchors
        )
        with pytest.raises(PathRefused, match="vraagt dit"):
            turn_on(version=version)


def test_a_list_that_the_department_does_not_use_is_named(clinic):
    step = replace(STEP, kind="questionnaire", text="", questionnaire="https://example.org/none")
    with clinic.scope():
        version = draft_version(path=clinic.path, steps=[step])
        with pytest.raises(PathRefused, match="Stap 1"):
            turn_on(version=version)


@given(CONTENTS)
@settings(max_examples=60, deadline=None)
def test_what_can_be_generated_can_be_saved(draft):
    assert problems_of(draft) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_path_in_the_box_is_whole_and_can_be_turned_on(house_of_paths, name):
    said = content(name)
    assert problems_of(said, is_turned_on=True) == []
    assert all(step.texts["en"]["title"] for step in said.steps)
    assert all(step.texts["en"]["text"] for step in said.steps if step.text)
    of_patients = [step for step in said.steps if step.kind in ("message", "task", "letter")]
    for language, _name in django_settings.LANGUAGES[1:]:
        assert all(step.texts[language]["text"] and step.texts[language]["title"] for step in of_patients)
    with house_of_paths.scope():
        path = turn_on_ready_made(department=house_of_paths.house.department, name=name)
        (version,) = CarePathVersion.objects.filter(path=path)
        assert version.state == "active"
